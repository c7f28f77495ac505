"""Who gets what at every address: each URL × each role × records of the own county, of a sibling
county of the same city, and of another city.

The table is complete by construction: an address that it does not name fails, and so does a name
that has no address.
"""

from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.access_world import make_world
from tests.factories import CORNERS

pytestmark = pytest.mark.django_db

ROLES = ("province", "city", "county", "clerk", "agency", "evaluator", "auditor", "sysadmin")
ANSWERS = {"+": 200, ">": 302, "?": 401, "x": 403, "-": 404, "!": 405}

# + the page   > redirect   x not this role   - not found, or not hers   ! wrong method
# ? not signed in, said to a script that a redirect would lead astray
# One sign stands for all places; three stand for own, sibling and other.
#
# address [arguments]          method anon prov city coun cler agen eval audi sysa
TABLE = """
account_login                    GET   +    >    >    >    >    >    >    >    >
account_logout                   GET   >    +    +    +    +    +    +    +    +
account_logout                   POST  >    >    >    >    >    >    >    >    >
account_inactive                 GET   +    +    +    +    +    +    +    +    +
account_reauthenticate           GET   >    +    +    +    +    +    +    +    +
account_change_password          GET   >    +    +    +    +    +    +    +    +
mfa_index                        GET   >    +    +    +    +    +    +    +    +
mfa_authenticate                 GET   >    >    >    >    >    >    >    >    >
mfa_reauthenticate               GET   >    >    >    >    >    >    >    >    >
mfa_activate_totp                GET   >    >    >    >    >    >    >    >    >
mfa_deactivate_totp              GET   >    -    -    -    -    -    -    -    -
mfa_generate_recovery_codes      GET   >    >    >    >    >    >    >    >    >
mfa_view_recovery_codes          GET   >    -    -    -    -    -    -    -    -
mfa_download_recovery_codes      GET   >    -    -    -    -    -    -    -    -
set_language                     POST  >    >    >    >    >    >    >    >    >

user_list                        GET   >    x    x    x    x    x    x    x    +
user_create                      GET   >    x    x    x    x    x    x    x    +
user_place_options               GET   >    x    x    x    x    x    x    x    +
user_agency_options              GET   >    x    x    x    x    x    x    x    +
user_edit pk=user                GET   >    -    -    -    -    -    -    -    +
user_reset_password pk=user      POST  >    x    x    x    x    x    x    x    +
user_remove_second_factor pk=user POST >    x    x    x    x    x    x    x    >
user_unlock pk=user              POST  >    x    x    x    x    x    x    x    >

home                             GET   >    +    +    +    +    +    +    +    >
compare                          GET   >    +    +    +    x    x    x    +    x
compare_pdf                      POST  >    >    >    >    x    x    x    >    x
place pk=place                   GET   >    +    ++-  +--  -    -    x--  +--  -
project pk=running               GET   >    +    ++-  +--  +--  +--  +--  +--  -
project pk=draft                 GET   >    +    ++-  +--  +--  +--  +--  +--  -
trace kind=project pk=running    GET   >    +    ++-  +--  +--  +--  +--  +--  -
trace kind=need pk=need          GET   >    +    ++-  +--  +--  -    -    +--  -
trace kind=worker pk=worker      GET   >    +    ++-  +--  -    +--  -    +--  -
trace kind=agency pk=agency      GET   >    +    +    +    +    +--  +    +    -
trace kind=community pk=village  GET   >    +    ++-  +--  +--  -    +--  +--  -
trace kind=budget pk=budget      GET   >    +    ++-  +--  -    -    -    +--  -
trace kind=service pk=service    GET   >    +    ++-  +--  +--  +--  +--  +--  -
trace kind=planet pk=running     GET   >    -    -    -    -    -    -    -    -
reminder_list                    GET   >    +    +    +    +    +    +    +    x
mail_choice                      POST  >    >    >    >    >    >    >    >    x
break_list                       GET   >    +    +    +    x    +    x    +    x
break_export                     GET   >    +    +    +    x    +    x    +    x

need_list                        GET   >    +    +    +    +    +    x    +    x
need_create                      GET   >    x    x    +    +    x    x    x    x
need pk=need                     GET   >    +    ++-  +--  +--  -    -    +--  -
need_edit pk=need                GET   >    x    xx-  +--  +--  -    -    x--  -
need_similar                     GET   >    x    x    +    +    x    x    x    x
need_accept pk=reported          GET   >    x    xx-  +--  +--  -    -    x--  -
need_contact pk=reported         POST  >    x    xx-  x--  +--  -    -    x--  -
need_merge pk=need               GET   >    x    xx-  +--  +--  -    -    x--  -
need_decide pk=need name=verify  POST  >    x    xx-  >--  >--  -    -    x--  -
need_decide pk=need name=decline POST  >    x    xx-  +--  +--  -    -    x--  -
need_adopt pk=need               GET   >    x    xx-  +--  x--  -    -    x--  -
adoption_edit pk=adoption        GET   >    x    xx-  +--  x--  x--  x--  x--  -
need_report                      GET   +    +    +    +    +    +    +    +    +
need_report_places               GET   +    +    +    +    +    +    +    +    +
need_report_status               GET   +    +    +    +    +    +    +    +    +

upload_list                      GET   >    +    +    +    +    +    x    x    x
upload_create kind=needs         GET   >    x    x    +    +    x    x    x    x
upload_create kind=bank          GET   >    +    +    +    x    x    x    x    x
upload_create kind=services      GET   >    x    x    x    x    +    x    x    x
upload_create kind=moons         GET   >    -    -    -    -    -    -    -    -
import_template kind=needs       GET   >    x    x    +    +    x    x    x    x
import_template kind=bank        GET   >    +    +    +    x    x    x    x    x
import_template kind=services    GET   >    x    x    x    x    +    x    x    x
upload pk=upload                 GET   >    -    -    +--  -    -    -    -    -
upload_progress pk=upload        GET   >    -    -    >--  -    -    -    -    -
upload_columns pk=upload         GET   >    -    -    >--  -    -    -    -    -
upload_write pk=upload           POST  >    -    -    >--  -    -    -    -    -
upload_file pk=upload which=original  GET > - -    +--  -    -    -    -    -
upload_file pk=upload which=marked    GET > - -    -    -    -    -    -    -

project_list                     GET   >    +    +    +    +    +    +    +    x
project_create ?need=need        GET   >    x    x    +--  x    x    x    x    x
project_edit pk=draft            GET   >    x    xx-  +--  x--  x--  x--  x--  -
project_move pk=draft name=submit     POST > x   xx-  >--  x--  x--  x--  x--  -
project_move pk=checked name=check    POST > x   xx-  >--  x--  x--  x--  x--  -
project_move pk=reviewed name=review  POST > x   >>-  x--  x--  x--  x--  x--  -
project_move pk=awaiting name=approve POST > >   xx-  x--  x--  x--  x--  x--  -
project_move pk=approved name=start   POST > x   xx-  >--  x--  x--  x--  x--  -
project_move pk=running name=finish   POST > x   xx-  >--  x--  x--  x--  x--  -
project_move pk=running name=suspend  POST > +   xx-  x--  x--  x--  x--  x--  -
project_move pk=running name=close    POST > -   ---  ---  ---  ---  ---  ---  -
project_move pk=reviewed name=return  POST > +   ++-  +--  x--  x--  x--  x--  -
project_move pk=running name=terminate POST > +  xx-  x--  x--  x--  x--  x--  -

plan_list                        GET   >    +    +    +    +    +    +    +    x
plan_create                      GET   >    +    x    x    x    x    x    x    x
plan pk=plan                     GET   >    +    +    +    +    +    +    +    -
plan_edit pk=plan                GET   >    +    x    x    x    x    x    x    -
plan_gaps pk=plan                GET   >    +    +    +    x    x    x    +    -
project_contract pk=running      GET   >    +    ++-  +--  +--  +--  +--  +--  -
notice_create pk=approved        GET   >    +    xx-  x--  x--  x--  x--  x--  -
objection pk=objection           GET   >    +    -    -    -    -    -    -    -
contract_create pk=contracting   GET   >    x    xx-  +--  x--  x--  x--  x--  -
contract_edit pk=contract        GET   >    x    xx-  +--  -    x--  x--  x--  -
purchase_rule_list               GET   >    +    +    +    x    x    x    +    x
purchase_rule_create             GET   >    +    +    +    x    x    x    x    x
purchase_rule_edit pk=rule       GET   >    x    x    +xx  -    -    -    x    -
public_notices                   GET   +    +    +    +    +    +    +    +    +
public_notice pk=notice          GET   +    +    +    +    +    +    +    +    +
objection_create pk=notice       GET   +    +    +    +    +    +    +    +    +
objection_received pk=notice     GET   >    >    >    >    >    >    >    >    >

department_list                  GET   >    +    +    +    +    +    +    +    x
department_create                GET   >    +    x    x    x    x    x    x    x
department_edit pk=department    GET   >    +    x    x    x    x    x    x    -
partnership_create pk=running    GET   >    x    xx-  +--  x--  x--  x--  x--  -
partnership_edit pk=partnership  GET   >    x    xx-  +--  x--  x--  x--  x--  -

project_indicators pk=running    GET   >    +    ++-  +--  +--  +--  +--  +--  -
indicator_create pk=draft        GET   >    x    xx-  +--  x--  x--  x--  x--  -
indicator_edit pk=drafted_indicator    GET > x   xx-  +--  x--  x--  x--  x--  -
indicator_remove pk=drafted_indicator POST > x   xx-  >--  x--  x--  x--  x--  -
indicator_value_create pk=indicator    GET > x   xx-  x--  x--  +--  x--  x--  -
indicator_value_edit pk=value    GET   >    x    xx-  x--  x--  +--  x--  x--  -

project_drafts                   GET   >    x    x    +    x    x    x    x    x
project_application pk=draft     GET   >    +    ++-  +--  +--  +--  +--  +--  -
project_changes pk=running       GET   >    +    ++-  +--  x--  +--  +--  +--  -
change_list                      GET   >    +    +    +    x    +    +    +    x
change pk=change_request              GET   >    +    ++-  +--  -    +--  +--  +--  -
change_create pk=running kind=dates   GET > x    xx-  +--  x--  +--  x--  x--  -
change_decide pk=change_request       POST  >    +    ++-  +--  -    x--  x--  x--  -
change_withdraw pk=change_request     POST  >    x    xx-  >--  -    >--  x--  x--  -

assignment_list                  GET   >    +    +    +    x    +    +    +    x
assignment pk=assignment         GET   >    +    ++-  +--  -    +--  +--  +--  -
assignment_create pk=running     GET   >    x    xx-  +--  x--  +--  x--  x--  -
assignment_edit pk=assignment    GET   >    x    xx-  +--  -    +--  x--  x--  -
assignment_hand_over pk=assignment GET >    x    xx-  +--  -    +--  x--  x--  -

money_matrix                     GET   >    +    +    +    x    +    x    +    x
project_money pk=running         GET   >    +    ++-  +--  x--  +--  x--  +--  -
project_money pk=draft           GET   >    +    ++-  +--  x--  +--  x--  +--  -
budget_list                      GET   >    +    +    +    x    x    x    +    x
budget_create                    GET   >    +    +    +    x    x    x    x    x
budget pk=budget                 GET   >    +    ++-  +--  -    -    -    +--  -
budget pk=city_budget            GET   >    +    ++-  -    -    -    -    -    -
budget_edit pk=budget            GET   >    x    xx-  +--  -    -    -    x--  -
budget_edit pk=city_budget       GET   >    x    ++-  -    -    -    -    -    -
budget_edit pk=handed            GET   >    x    xx-  >--  -    -    -    x--  -
budget_amend pk=budget           GET   >    x    xx-  +--  -    -    -    x--  -
budget_amend pk=city_budget      GET   >    x    ++-  -    -    -    -    -    -
budget_transfer pk=budget        GET   >    x    xx-  >--  -    -    -    x--  -
budget_transfer pk=city_budget   GET   >    x    ++-  -    -    -    -    -    -
transfer pk=transfer             GET   >    +    ++-  +--  -    -    -    +--  -
transfer_reverse pk=transfer     POST  >    x    ++-  x--  -    -    -    x--  -
place_money code=place_code      GET   >    +    ++-  +--  -    -    x--  +--  -
place_money code=city_code       GET   >    +    ++-  -    -    -    -    -    -
bank_line_list                   GET   >    +    +    +    x    x    x    +    x
bank_line pk=bank_line           GET   >    +    ++-  +--  -    -    -    +--  -
bank_line_match pk=bank_line     POST  >    x    xx-  >--  -    -    -    x--  -
bank_line_unmatch pk=bank_line   POST  >    x    xx-  >--  -    -    -    x--  -
bank_match_again                 POST  >    >    >    >    x    x    x    x    x
unproven_list                    GET   >    +    +    +    x    x    x    +    x
allocation_list                  GET   >    +    +    +    x    +    x    +    x
allocation_create ?project=running     GET > +   +    +    x    x    x    x    x
allocation pk=allocation         GET   >    +    ++-  +--  -    +--  -    +--  -
allocation_reverse pk=allocation POST  >    x    xx-  +--  -    x--  -    x--  -
allocation_release pk=allocation GET   >    x    xx-  +--  -    x--  -    x--  -
project_commitments pk=running   GET   >    +    ++-  +--  x--  +--  x--  +--  -
project_tranches pk=running      GET   >    +    ++-  +--  x--  +--  x--  +--  -
due_list                         GET   >    +    +    +    x    x    x    +    x
disbursement_list                GET   >    +    +    +    x    +    x    +    x
disbursement pk=disbursement     GET   >    +    ++-  +--  -    +--  -    +--  -
disbursement_create              GET   >    >    >    >    x    x    x    x    x
disbursement_check pk=disbursement POST >   x    xx-  +--  -    x--  -    x--  -
disbursement_receipt pk=disbursement POST > x    xx-  x--  -    +--  -    x--  -
disbursement_reverse pk=disbursement POST > x    xx-  +--  -    x--  -    x--  -
disbursement_bulk                POST  >    >    >    >    x    x    x    x    x

reconciliation_list              GET   >    +    x    x    x    x    x    +    x
reconciliation pk=reconciliation GET   >    +    -    -    -    -    -    +    -
project_settlement pk=running    GET   >    +    ++-  +--  x--  +--  x--  +--  -
settlement_state pk=running      POST  >    x    xx-  +--  x--  x--  x--  x--  -
refund_create pk=running         GET   >    x    xx-  +--  x--  x--  x--  x--  -
expenditure_list                 GET   >    +    +    +    x    +    x    +    x
expenditure pk=expenditure       GET   >    +    ++-  +--  -    +--  -    +--  -
expenditure_create pk=running    GET   >    x    xx-  x--  x--  +--  x--  x--  -
expenditure_reverse pk=expenditure POST >   x    xx-  x--  -    +--  -    x--  -
spending_rule_list               GET   >    +    +    +    x    x    x    +    x
spending_rule_create             GET   >    +    +    +    x    x    x    x    x
spending_rule_edit pk=spending_rule    GET > x   x    +xx  -    -    -    x    -
refund_reverse pk=refund         POST  >    x    xx-  +--  -    x--  -    x--  -

service_list                     GET   >    +    +    +    +    +    +    +    x
service_create                   GET   >    x    x    x    x    +    x    x    x
service_create ?project=running  GET   >    x    x    x    x    +--  x    x    x
service pk=service               GET   >    +    ++-  +--  +--  +--  +--  +--  -
service_edit pk=service          GET   >    x    xx-  x--  x--  +--  x--  x--  -
service_sheet pk=service         GET   >    x    xx-  x--  x--  +--  x--  x--  -
service_sync                     GET   ?    x    x    x    x    +    x    x    x
offline                          GET   +    +    +    +    +    +    +    +    +
manifest                         GET   +    +    +    +    +    +    +    +    +
service_worker                   GET   +    +    +    +    +    +    +    +    +
service_rule_list                GET   >    +    +    +    +    +    +    +    x
service_rule_create              GET   >    +    +    +    x    x    x    x    x
service_rule_edit pk=service_rule GET  >    x    x    +xx  x    x    x    x    -
month_list                       GET   >    +    +    +    x    +    +    +    x
month pk=month                   GET   >    +    ++-  +--  -    +--  +--  +--  -
month_submit pk=month            POST  >    x    xx-  x--  -    >--  x--  x--  -
month_confirm pk=month           POST  >    x    xx-  >--  -    x--  x--  x--  -
month_return pk=month            POST  >    x    xx-  >--  -    x--  x--  x--  -
month_bulk                       POST  >    x    x    >    x    x    x    x    x
service_correct pk=confirmed_service GET >  x    xx-  x--  x--  +--  x--  x--  -
service_count pk=confirmed_service POST >   x    xx-  x--  x--  >--  x--  x--  -
service_add pk=confirmed_month   GET   >    x    xx-  x--  -    +--  x--  x--  -
correction_list                  GET   >    +    +    +    x    +    +    +    x
correction pk=correction         GET   >    +    ++-  +--  -    +--  +--  +--  -
correction_confirm pk=correction POST  >    x    xx-  >--  -    x--  x--  x--  -
correction_refuse pk=correction  POST  >    x    xx-  >--  -    x--  x--  x--  -

service_people pk=service        GET   >    x    xx-  x--  x--  +--  x--  x--  -
beneficiary_list                 GET   >    +    +    +    x    +    x    +    x
beneficiary_create               GET   >    x    x    x    x    +    x    x    x
beneficiary_find                 POST  >    x    x    x    x    >    x    x    x
beneficiary pk=beneficiary       GET   >    +    ++-  +--  -    +--  -    +--  -
beneficiary_edit pk=beneficiary  GET   >    x    xx-  x--  -    +--  -    x--  -
case_list                        GET   >    +    +    +    x    +    x    +    x
case_create                      GET   >    x    x    x    x    +    x    x    x
case_create ?project=running     GET   >    x    x    x    x    +--  x    x    x
case pk=case                     GET   >    +    ++-  +--  -    +--  -    +--  -
case_edit pk=case                GET   >    x    xx-  x--  -    +--  -    x--  -
case_close pk=case               GET   >    x    xx-  x--  -    +--  -    x--  -

group_list                       GET   >    +    +    +    x    +    x    +    x
group_create                     GET   >    x    x    x    x    +    x    x    x
group_create ?project=running    GET   >    x    x    x    x    +--  x    x    x
group pk=group                   GET   >    +    ++-  +--  -    +--  -    +--  -
group_edit pk=group              GET   >    x    xx-  x--  -    +--  -    x--  -
group_close pk=group             GET   >    x    xx-  x--  -    +--  -    x--  -
group_member_add pk=group        GET   >    x    xx-  x--  -    +--  -    x--  -
group_member_leave pk=member     POST  >    -    -    -    -    >--  -    -    -
beneficiary_open pk=beneficiary  POST  >    +    ++-  +--  -    +--  -    x--  -
beneficiary_erase pk=beneficiary GET   >    x    xx-  x--  -    +--  -    x--  -
narrative_open kind=service pk=service POST > + ++-   +--  x--  x--  x--  x--  -
narrative_open kind=case pk=case POST  >    +    ++-  +--  -    x--  -    x--  -
narrative_open kind=planet pk=service POST > -  -     -    -    -    -    -    -
access_list                      GET   >    +    +    +    +    +    +    +    +

attachment pk=attachment         GET   >    +    ++-  +--  -    +--  +--  +--  -
attachment_thumbnail pk=attachment GET >    +    ++-  +--  -    +--  +--  +--  -
attachment_withdraw pk=attachment POST >    x    xx-  x--  -    +--  x--  x--  -

project_closing pk=running       GET   >    +    ++-  +--  +--  +--  +--  +--  -
closing_document pk=running      POST  >    x    xx-  +--  x--  +--  x--  x--  -
closing_waive pk=awaiting         POST  >    +    xx-  x--  x--  x--  x--  x--  -
closing_close pk=running         POST  >    x    xx-  >--  x--  x--  x--  x--  -
archive_start pk=running         POST  >    x    xx-  >--  x--  x--  x--  x--  -
archive_progress pk=package      GET   >    >    >>-  >--  -    >--  -    >--  -
archive_file pk=package          GET   >    +    ++-  +--  -    +--  -    +--  -

agency_list                      GET   >    +    +    +    +    +    +    +    x
agency_create                    GET   >    +    +    +    x    x    x    x    x
agency pk=agency                 GET   >    +    +    +    +    +--  +    +    -
agency pk=stranger               GET   >    +    +    +    +    -    +    +    -
agency_edit pk=agency            GET   >    +    ++x  +xx  x    +--  x    x    -
agency_edit pk=stranger          GET   >    +    ++x  +xx  x    -    x    x    -
agency_inspection_create pk=agency   POST > +    ++x  +xx  x    x--  x    x    -
agency_change_confirm pk=change  POST  >    >    >>-  >--  -    x--  -    -    -
agency_change_decline pk=change  POST  >    +    ++-  +--  -    x--  -    -    -
agency_change_withdraw pk=change POST  >    x    xx-  x--  -    >--  -    -    -
agency_listing_create pk=agency  POST  >    +    ++x  +xx  x    x--  x    x    -
agency_listing_remove pk=stranger listing=listing POST > + ++x +xx x    -    x    x    -
worker_list                      GET   >    +    +    +    x    +    x    +    x
worker_create                    GET   >    x    x    +    x    +    x    x    x
worker pk=worker                 GET   >    +    ++-  +--  -    +--  -    +--  -
worker_edit pk=worker            GET   >    x    xx-  +--  -    +--  -    x--  -
worker_registration_create pk=worker POST > x    xx-  +--  -    +--  -    x--  -
statistic_list                   GET   >    +    +    +    x    x    x    +    x
statistic_create                 GET   >    +    +    x    x    x    x    x    x
statistic pk=figure              GET   >    +    ++-  +--  -    -    -    +--  -
statistic_correct pk=figure      GET   >    +    ++-  x--  -    -    -    x--  -
honour_list                      GET   >    +    +    +    x    x    x    +    x
honour_create                    GET   >    +    +    x    x    x    x    x    x
honour pk=honour                 GET   >    +    ++-  +--  -    -    -    +--  -
honour_edit pk=honour            GET   >    +    ++-  x--  -    -    -    x--  -

project_evaluation pk=running    GET   >    +    ++-  +--  +--  +--  +--  +--  -
evaluation_list                  GET   >    +    +    +    +    +    +    +    x
evaluation pk=evaluation         GET   >    +    ++-  +--  +--  +--  +--  +--  -
evaluation pk=judged             GET   >    +    ++-  +--  +--  +--  +--  +--  -
evaluation_create pk=running kind=midterm GET > + xx- x--  x--  x--  x--  x--  -
evaluation_create pk=running kind=nonsense GET > - --- --- ---  ---  ---  ---  -
evaluation_fill pk=evaluation    GET   >    x    xx-  x--  x--  >--  +--  x--  -
evaluation_appoint pk=evaluation POST  >    +    xx-  x--  x--  x--  x--  x--  -
evaluation_conclude pk=evaluation POST >    +    xx-  x--  x--  x--  x--  x--  -
evaluation_withdraw pk=evaluation POST >    +    xx-  x--  x--  x--  x--  x--  -
panelist_stand_down pk=panelist  POST  >    +    xx-  x--  x--  x--  +--  x--  -
rectification_create pk=judged   GET   >    +    xx-  x--  x--  x--  x--  x--  -
reply_create pk=rectification    GET   >    x    xx-  x--  x--  +--  x--  x--  -
reply_accept pk=reply            POST  >    >    xx-  x--  x--  x--  x--  x--  -
reply_refuse pk=reply            POST  >    +    xx-  x--  x--  x--  x--  x--  -
visit_list                       GET   >    +    +    +    +    +    +    +    x
visit_create pk=running          GET   >    +    ++-  +--  x--  x--  +--  x--  -
visit pk=visit                   GET   >    +    ++-  +--  +--  +--  +--  +--  -
visit_edit pk=visit              GET   >    x    xx-  +--  x--  x--  x--  x--  -
finding_create pk=visit          GET   >    x    xx-  +--  x--  x--  x--  x--  -
follow_up_create pk=finding      GET   >    x    xx-  +--  x--  x--  x--  x--  -
follow_up_list                   GET   >    +    +    +    +    +    +    +    x
follow_up_answer pk=follow_up    POST  >    x    xx-  x--  x--  +--  x--  x--  -
score_sheet_list                 GET   >    +    +    +    +    +    +    +    x
score_sheet_create               GET   >    +    +    +    x    x    x    x    x
score_sheet pk=sheet             GET   >    +    +    +    +    +    +    +    -
score_sheet pk=draft_sheet       GET   >    -    -    +--  -    -    -    -    -
score_sheet_edit pk=sheet        GET   >    x    x    >xx  x    x    x    x    -
score_sheet_edit pk=draft_sheet  GET   >    -    -    +--  -    -    -    -    -
score_sheet_activate pk=draft_sheet POST >  -    -    >--  -    -    -    -    -
score_sheet_retire pk=sheet      POST  >    x    x    >xx  x    x    x    x    -
score_sheet_copy pk=sheet        POST  >    x    x    >xx  x    x    x    x    -
survey_create pk=running         GET   >    +    ++-  +--  x--  +--  +--  x--  -
survey_edit pk=survey            GET   >    x    xx-  +--  x--  x--  x--  x--  -

export_list                      GET   >    +    +    +    +    +    +    +    x
export_create                    POST  >    >    >    >    >    >    >    >    >
export pk=export                 GET   >    -    -    +--  -    -    -    -    -
export_progress pk=export        GET   >    -    -    >--  -    -    -    -    -
export_file pk=export            GET   >    -    -    +--  -    -    -    -    -

package_list                     GET   >    +    +    x    x    x    x    +    x
package_create                   GET   >    +    +    x    x    x    x    x    x
package pk=bundle                GET   >    +    ++-  -    -    -    -    -    -
package_progress pk=bundle       GET   >    >    >>-  -    -    -    -    -    -
package_go_on pk=bundle          POST  >    >    >>-  -    -    -    -    -    -
package_file pk=bundle           GET   >    +    ++-  -    -    -    -    -    -

pairing_list                     GET   >    +    +    +    x    +    x    +    x
pairing_create                   GET   >    +    x    x    x    x    x    x    x
pairing pk=pairing               GET   >    +    ++-  +--  -    +--  -    +--  -
pairing_edit pk=pairing          GET   >    +    xx-  x--  -    x--  -    x--  -
dispatch_create pk=pairing       GET   >    +    xx-  x--  -    +--  -    x--  -
dispatch_list                    GET   >    +    +    +    x    +    x    +    x
dispatch pk=sent                 GET   >    +    ++-  +--  -    +--  -    +--  -
dispatch_edit pk=sent            GET   >    +    xx-  x--  -    +--  -    x--  -
dispatch_member_set pk=sent      POST  >    +    xx-  x--  -    +--  -    x--  -
dispatch_member_remove pk=sent_member POST > >   xx-  x--  -    >--  -    x--  -
exchange_list                    GET   >    +    +    +    x    +    x    +    x
exchange_create                  GET   >    +    x    x    x    x    x    x    x
exchange pk=exchange             GET   >    +    ++-  +--  -    +--  -    +--  -
exchange_edit pk=exchange        GET   >    +    xx-  x--  -    x--  -    x--  -

report_run_list ?packages=with   GET   >    +    +    +    x    x    x    +    x
report_run_create                GET   >    +    +    +    x    x    x    x    x
report_run pk=report             GET   >    +    ++-  +--  -    -    -    +--  -
report_run_progress pk=report    GET   >    >    >>-  >--  -    -    -    >--  -
report_run_again pk=report       POST  >    >    >>-  >--  -    -    -    x--  -
report_figure pk=report row=0 column=counties GET > + ++-  +--  -    -    -    +--  -
report_figure pk=report row=0 column=moons  GET > -    -    -    -    -    -    -    -
report_figure pk=report row=99 column=counties GET > - -    -    -    -    -    -    -
my_report_runs                   GET   >    +    +    +    x    x    x    x    x
report_run_cancel pk=report      POST  >    >    >>-  >--  -    -    -    x--  -
report_run_compare pk=report     GET   >    +    ++-  +--  -    -    -    +--  -
report_run_correct pk=report old=report POST > > >>-  >--  -    -    -    x--  -
report_run_file pk=report format=xlsx GET > +    ++-  +--  -    -    -    +--  -
report_run_file pk=report format=exe  GET > -    -    -    -    -    -    -    -
schedule_list                    GET   >    +    +    +    x    x    x    x    x
schedule_create                  GET   >    +    +    +    x    x    x    x    x
schedule_edit pk=schedule        GET   >    -    -    +--  -    -    -    -    -
schedule_pause pk=schedule       POST  >    -    -    >--  -    -    -    -    -
schedule_delete pk=schedule      POST  >    -    -    >--  -    -    -    -    -

filing_list                      GET   >    +    +    +    x    x    x    +    x
filing pk=filing                 GET   >    +    ++-  +--  -    -    -    +--  -
filing pk=city_filing            GET   >    +    ++-  -    -    -    -    -    -
filing_table pk=filing           POST  >    x    xx-  >--  -    -    -    x--  -
filing_submit pk=filing          POST  >    x    xx-  +--  -    -    -    x--  -
filing_submit pk=city_filing     POST  >    x    ++-  -    -    -    -    -    -
filing_confirm pk=filing         POST  >    x    >>-  x--  -    -    -    x--  -
filing_confirm pk=city_filing    POST  >    >    xx-  -    -    -    -    -    -
filing_return pk=filing          POST  >    x    >>-  x--  -    -    -    x--  -
filing_file pk=filing format=xlsx GET  >    +    ++-  +--  -    -    -    +--  -
filing_file pk=filing format=exe GET   >    -    -    -    -    -    -    -    -
round_list                       GET   >    +    +    +    x    x    x    +    x
round_create                     GET   >    +    x    x    x    x    x    x    x
round_rule_list                  GET   >    +    x    x    x    x    x    +    x
round_rule_create                GET   >    +    x    x    x    x    x    x    x
round_rule_edit pk=round_rule    GET   >    +    -    -    -    -    -    -    -
round pk=round                   GET   >    +    +    +    -    -    -    +    -
round_lock pk=round              POST  >    >    x    x    -    -    -    x    -
"""


class Row(NamedTuple):
    """One line of the table: an address with the records it is about, and the answers by role."""

    name: str
    arguments: dict[str, str]
    query: dict[str, str]
    method: str
    anonymous: str
    cells: dict[str, str]

    @property
    def title(self) -> str:
        return " ".join([self.method, self.name, *self.arguments.values()])

    def expected(self, role: str, corner: str) -> int:
        cell = self.cells[role]
        return ANSWERS[cell if len(cell) == 1 else cell[list(CORNERS).index(corner)]]


def parse(line: str) -> Row:
    name, *words = line.split()
    first = next(place for place, word in enumerate(words) if word in ("GET", "POST"))
    method, anonymous, *cells = words[first:]
    named = [word.split("=") for word in words[:first]]
    assert len(cells) == len(ROLES), line
    return Row(
        name=name,
        arguments={key: value for key, value in named if not key.startswith("?")},
        query={key[1:]: value for key, value in named if key.startswith("?")},
        method=method,
        anonymous=anonymous,
        cells=dict(zip(ROLES, cells, strict=True)),
    )


ROWS = [parse(line) for line in TABLE.splitlines() if line]


def names_in(patterns: list, prefix: str = "") -> Iterator[tuple[str | None, str]]:
    """(name, route) of every address below ``patterns``."""
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from names_in(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            yield pattern.name, route


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """Made once for all rows; each request is rolled back, and everything at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        world = make_world()
        world.sessions = {role: session_of(getattr(world.cast, role)) for role in ROLES}
        yield world
        transaction.set_rollback(True)


def session_of(user) -> str:
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[-1])
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def ask(world, row: Row, role: str | None, corner: str, method: str = "") -> HttpResponse:
    """The answer to ``role`` (None: a visitor) about the record of ``corner``; nothing is kept."""
    client = Client(raise_request_exception=False)
    if role:
        client.cookies[settings.SESSION_COOKIE_NAME] = world.sessions[role]
    records = getattr(world, corner)

    def value(key: str, word: str):
        return (
            getattr(records, word).pk
            if hasattr(records, word) and key not in ("name", "kind")
            else word
        )

    address = reverse(row.name, kwargs={k: value(k, word) for k, word in row.arguments.items()})
    if row.query:
        address += "?" + urlencode({k: value(k, word) for k, word in row.query.items()})
    with transaction.atomic():
        response = getattr(client, (method or row.method).lower())(address)
        transaction.set_rollback(True)
    return response


def corners_of(row: Row) -> tuple[str, ...]:
    """The places to ask about: one is enough for an address that is about no record."""
    return tuple(CORNERS) if row.arguments or row.query else ("own",)


def test_every_address_is_declared():
    addresses = list(names_in(get_resolver().url_patterns))
    nameless = [route for name, route in addresses if not name]
    assert not nameless, "give these addresses a name"
    declared = {row.name for row in ROWS}
    assert not {name for name, _ in addresses} - declared, "declare these addresses in the table"


def test_every_declared_address_exists():
    names = {name for name, _ in names_in(get_resolver().url_patterns)}
    assert not {row.name for row in ROWS} - names, "take these names out of the table"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.title)
def test_each_role_gets_what_the_table_says(world, row):
    wrong = []
    for role in (None, *ROLES):
        for corner in corners_of(row):
            expected = row.expected(role, corner) if role else ANSWERS[row.anonymous]
            got = ask(world, row, role, corner).status_code
            if got != expected:
                wrong.append(f"{role or 'visitor'} about {corner}: {got} instead of {expected}")
    assert not wrong, "\n".join([row.title, *wrong])


@pytest.mark.parametrize(
    "row", [row for row in ROWS if row.method == "GET"], ids=lambda row: row.title
)
def test_who_may_not_open_a_page_may_not_post_to_it(world, row):
    wrong = []
    for role in ROLES:
        for corner in corners_of(row):
            expected = row.expected(role, corner)
            if expected not in (403, 404):
                continue
            got = ask(world, row, role, corner, method="POST").status_code
            if got not in (expected, 405):
                wrong.append(f"{role} about {corner}: {got} instead of {expected}")
    assert not wrong, "\n".join([row.title, *wrong])


@pytest.mark.parametrize(
    "row",
    [
        row
        for row in ROWS
        if row.method == "POST"
        and row.name.startswith(
            ("project", "indicator", "need", "alloc", "user", "report", "agency", "upload")
        )
    ],
    ids=lambda row: row.title,
)
def test_a_verb_is_never_done_by_following_a_link(world, row):
    assert {ask(world, row, role, "own", method="GET").status_code for role in ROLES} == {405}


@pytest.mark.parametrize(
    "row",
    # Breaks, reminders and what is due are rows of no model; their own tests say who sees which.
    [
        row
        for row in ROWS
        if row.name.endswith("_list")
        and row.name not in ("break_list", "reminder_list", "due_list")
    ],
    ids=lambda row: row.title,
)
def test_a_list_shows_the_rows_of_its_reader_and_all_of_them(world, row):
    for role in ROLES:
        if row.expected(role, "own") != 200:
            continue
        context = ask(world, row, role, "own").context
        model = context["view"].model
        visible = model.objects.visible_to(getattr(world.cast, role))
        shown = {record.pk for record in context["object_list"]}
        assert shown <= set(visible.values_list("pk", flat=True)), role
        assert context["paginator"].count == visible.count(), role
