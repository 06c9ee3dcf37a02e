import { registry } from "@web/core/registry";

const PATIENCE = 30_000;
const tours = registry.category("web_tour.tours");

/** Give each step of our tours the time that a busy machine needs. */
const wait = (name, tour) => {
    if (name.startsWith("credit_")) {
        const { steps } = tour;
        tour.steps = () => steps().map((step) => ({ timeout: PATIENCE, ...step }));
    }
};

tours.getEntries().forEach(([name, tour]) => wait(name, tour));
tours.addEventListener("UPDATE", ({ detail }) => {
    if (detail.operation === "add") {
        wait(detail.key, detail.value);
    }
});
