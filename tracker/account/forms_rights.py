"""What a person is asked before they are erased."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField
from wtforms.validators import InputRequired

from tracker.account.forms import OwnPasswordForm
from tracker.sign_in.passwords import password_field


class EraseForm(OwnPasswordForm):
    """Ask whether it is meant, and for the password of who has one."""

    is_meant = BooleanField(
        _l("I understand that this cannot be undone"),
        [InputRequired(_l("Tick the box to confirm"))],
    )
    password = password_field(_l("Password"))
