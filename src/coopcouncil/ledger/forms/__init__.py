"""What is typed on the ledger's pages."""

from coopcouncil.ledger.forms.deciding import DecisionForm, MatchForm, ReasonForm
from coopcouncil.ledger.forms.posting import (
    AccrualForm,
    ChangeForm,
    IncomeForm,
    KindForm,
    OweForm,
    PaymentForm,
    PostForm,
    PromiseForm,
    SettleForm,
    TransferForm,
)
from coopcouncil.ledger.forms.promises import ReleaseForm

__all__ = [
    "AccrualForm",
    "ChangeForm",
    "DecisionForm",
    "IncomeForm",
    "KindForm",
    "MatchForm",
    "OweForm",
    "PaymentForm",
    "PostForm",
    "PromiseForm",
    "ReasonForm",
    "ReleaseForm",
    "SettleForm",
    "TransferForm",
]
