"""Which of its interfaces are asked, and what each costs when it finds nothing."""

from dataclasses import dataclass
from typing import Literal

from pydantic import Field, field_validator, model_validator

from ...records.base import Country
from ..rest.model import Reactions
from ..web import HttpSettings


@dataclass(frozen=True)
class Api:
    """One list about a company; its number is that of the bureau's catalogue.

    `keys`: what tells its items apart for ever. None: what its items hold is described nowhere, so only
    their number is read.
    """

    number: int
    path: str
    kind: str
    keys: tuple | None = None
    size: int = 20
    charges_misses: bool = False


APIS = {
    'dishonest': Api(843, 'jr/dishonest/2.0', 'dishonest_debtor', ('casecode', 'gistid'), 50),
    'executed': Api(839, 'jr/zhixinginfo/2.0', 'execution', ('caseCode',)),
    'restricted': Api(1014, 'jr/consumptionRestriction/2.0', 'consumption_limit', ('caseCode',)),
    'ended': Api(1013, 'jr/endCase/2.0', 'execution_ended', ('caseCode',)),
    'bankruptcy': Api(1036, 'jr/bankruptcy/2.0', 'bankruptcy'),
    'abnormal': Api(848, 'mr/abnormal/2.0', 'abnormal_operation', ('putDate', 'putReason')),
    'illegal': Api(846, 'mr/illegalinfo/2.0', 'serious_violation', ('putDate', 'putReason')),
    'tax_violation': Api(957, 'mr/taxContravention/2.0', 'tax_violation', ('id',)),
    'penalty': Api(1124, 'mr/punishmentInfo/3.0', 'penalty', ('punishNumber', 'decisionDate')),
    'tax_owed': Api(851, 'mr/ownTax/2.0', 'tax_arrears', ('publishDate', 'taxCategory'),
                    charges_misses=True),
    'lawsuit': Api(1114, 'jr/lawSuit/3.0', 'judgment', ('caseNo', 'id'), charges_misses=True),
    'hearing': Api(840, 'jr/ktannouncement/2.0', 'court_notice', ('caseNo', 'startDate')),
    'filing': Api(961, 'jr/courtRegister/2.0', 'case_filing'),
    'mortgage': Api(844, 'mr/mortgageInfo/2.0', 'charge'),
    'pledge': Api(845, 'mr/equityInfo/2.0', 'equity_pledge'),
}
USUAL = ('dishonest', 'executed', 'restricted', 'ended', 'bankruptcy', 'abnormal', 'illegal',
         'tax_violation', 'penalty')
#: Product -> interface by which a report is ordered, and asked for until it is made.
REPORTS = {'report_base': 'report/company/base', 'report_pro': 'report/company/pro'}


class TianyanchaSettings(HttpSettings):
    base_url: str = 'https://open.api.tianyancha.com/services/open'
    #: where the data must stay; None: no such duty
    residency: Country | None = 'CN'
    #: name of the secret that is the token
    secret: str
    apis: tuple[str, ...] = USUAL
    #: so many pages of a list are bought at most; the number of all items is known anyway
    max_pages: int = Field(default=3, ge=1, le=50)
    #: customers without a number are looked for by name, for a person to decide
    search: bool = False
    reports: tuple[Literal['report_base', 'report_pro'], ...] = ()
    #: code of an answer -> what it means, beyond 0, 300000 and 300005
    codes: dict[str, Reactions] = {}

    @field_validator('apis')
    @classmethod
    def _check_apis(cls, value):
        unknown = [name for name in value if name not in APIS]
        if unknown:
            raise ValueError(f"there is no {unknown[0]}; there are {', '.join(APIS)}")
        return value

    @model_validator(mode='after')
    def _check_misses(self):
        charged = [name for name in self.apis if APIS[name].charges_misses]
        if charged and not self.quota.pay_for_misses:
            raise ValueError(f"{', '.join(charged)} cost money even where nothing is found; "
                             f"[quota] pay_for_misses = true says that you know")
        return self
