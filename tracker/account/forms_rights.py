"""The form to erase one's own account."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField
from wtforms.validators import InputRequired

from tracker.account.forms import OwnPasswordForm
from tracker.sign_in.passwords import password_field


class EraseForm(OwnPasswordForm):
    """A confirmation checkbox, and the password, if there is one."""

    is_meant = BooleanField(
        _l("I understand that this cannot be undone"),
        [InputRequired(_l("Tick the box to confirm"))],
    )
    password = password_field(_l("Password"))
