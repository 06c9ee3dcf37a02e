"""Steps of partners: contacts, groups, mergers."""

from hypothesis import strategies as st

from .history import History, step


class PeopleSteps(History):

    # === WHO THERE IS === #

    def independent(self):
        return self.customers.filtered(lambda c: not c.parent_id and not c.child_ids and c.active)

    def dependent(self):
        return (self.customers | self.people).filtered(lambda c: c.parent_id and c.active)

    # === STEPS === #

    @step(parent=History.payers, kind=st.sampled_from(['invoice', 'contact']))
    def new_contact(self, parent, kind):
        self.people |= self.env['res.partner'].create({
            'name': "Person", 'parent_id': parent.commercial_partner_id.id, 'type': kind,
        })

    @step(child=independent, parent=History.payers, company=st.booleans())
    def join(self, child, parent, company):
        """A customer becomes somebody's contact, or a company of his group."""
        if child != parent.commercial_partner_id:
            child.write({'is_company': company, 'parent_id': parent.commercial_partner_id.id})

    @step(child=dependent, company=st.booleans())
    def part(self, child, company):
        child.write({'parent_id': False, 'is_company': company})

    @step(one=independent, other=independent)
    def merge(self, one, other):
        if one != other and len(self.customers) > 2:
            self.customers -= one
            self.env['base.partner.merge.automatic.wizard'].create({})._merge(
                (one | other).ids, other)
            self.env.invalidate_all()

    @step(payer=History.payers)
    def archive(self, payer):
        payer.active = len(self.payers()) < 3

    @step(company=st.booleans())
    def count_in_transit(self, company):
        self.case.company.credit_count_in_transit = company
