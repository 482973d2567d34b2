"""The administrator's forms."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange

ROLE_CHOICES = (
    ("agent", _("Agent")),
    ("collector", _("Collector")),
    ("lead", _("Lead")),
    ("compliance", _("Compliance officer")),
    ("admin", _("Administrator")),
)
DECLARATION_CHOICES = (
    ("recording", _("Every call is recorded")),
    ("agency_listed", _("The agency is on the creditor's public list")),
    ("processing_contract", _("The data-processing contract is in force")),
    ("number_source", _("Numbers come from lawful sources")),
    ("impact_assessment", _("The impact assessment for profiling is on file")),
    ("licence", _("The creditor's licence is in force")),
    ("no_past_contacts", _("No contacts in the last window")),
)


class PersonForm(FlaskForm):
    """A person. The login is asked only for a new one."""

    login = StringField(_("Login"), [Length(max=40)])
    name = StringField(_("Name"), [InputRequired(_("Enter a name.")), Length(max=80)])
    name_zh = StringField(_("Name in Chinese"), [Length(max=80)])
    role = SelectField(_("Role"), choices=ROLE_CHOICES)
    team = SelectField(_("Team"), coerce=int)
    disabled = BooleanField(_("No access"))


class TeamForm(FlaskForm):
    """A new team."""

    name = StringField(_("Name"), [InputRequired(_("Enter a name.")), Length(max=80)])


class QueueForm(FlaskForm):
    """A queue. Times are in seconds."""

    name = StringField(_("Name"), [InputRequired(_("Enter a name.")), Length(max=80)])
    name_zh = StringField(_("Name in Chinese"), [Length(max=80)])
    stage = SelectField(_("Stage"), choices=(("", _("All")), ("M1", "M1"), ("M2", "M2"), ("M3+", "M3+")))
    team = SelectField(_("Team"), coerce=int, default=0)
    skill = StringField(_("Skill"), [Length(max=40)])
    offer_seconds = IntegerField(_("Offer, seconds"), [NumberRange(5, 300)], default=30)
    wrapup_seconds = IntegerField(_("Wrap-up, seconds"), [NumberRange(5, 1800)], default=60)
    extension_seconds = IntegerField(_("Extension, seconds"), [NumberRange(5, 1800)], default=60)
    extensions = IntegerField(_("Extensions"), [NumberRange(0, 10)], default=2)
    inbound_a_day = IntegerField(_("Inbound calls a day"), [NumberRange(0, 500)], default=40)
    closed = BooleanField(_("Closed"))


class DeclarationForm(FlaskForm):
    """A fact about a portfolio that somebody declares on record."""

    portfolio = SelectField(_("Portfolio"), coerce=int)
    what = SelectField(_("What"), choices=DECLARATION_CHOICES)
    value = SelectField(_("Is true"), choices=(("1", _("Yes")), ("0", _("No"))))
    proof = TextAreaField(_("Proof"), [InputRequired(_("Say where the proof is kept.")), Length(max=500)])
