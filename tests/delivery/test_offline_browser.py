"""The phone page with the network cut: it opens, saves, keeps, and sends each entry once."""

from io import BytesIO

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from PIL import Image
from playwright.sync_api import expect

from projects.attachments.models import Attachment
from projects.delivery.models import ServiceRecord
from tests.conftest import PHONE, opened_page
from tests.factories import make_service, picture_bytes

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def ready(phone, sign_in, cast, project):
    """The phone page, opened once with a line by the agency's worker: everything is kept."""
    sign_in(phone, cast.agency)
    opened(phone)
    expect(phone.locator("#phone-form")).to_be_visible()
    phone.evaluate("""async () => {
        const { serviceWorker } = navigator;
        const taken = new Promise((done) => serviceWorker.addEventListener("controllerchange", done));
        if (!serviceWorker.controller) await taken;
    }""")
    return phone


def opened(page):
    page.goto(reverse("offline"))
    page.locator("body[data-ready]").wait_for()


def cut(page):
    """No line: neither for the page nor for its service worker."""
    page.context.set_offline(True)
    asks = "fetch('/accounts/login/').then(() => true, () => false)"
    assert [worker.evaluate(asks) for worker in page.context.service_workers] == [False]


def joined(page):
    """The line is back, for the page and for its service worker, which learns of it a moment later."""
    page.context.set_offline(False)
    for worker in page.context.service_workers:
        worker.evaluate("""async () => {
            const asked = () => fetch('/accounts/login/').then(() => true, () => false);
            while (!await asked()) await new Promise((soon) => setTimeout(soon, 50));
        }""")


def held(page):
    """A tab that holds the phone's turn to send, so that no other sends; gives it to be closed."""
    tab = page.context.new_page()
    tab.goto(static("phone/icon-192.png"))
    tab.evaluate(
        "() => { navigator.locks.request('linkage-phone-send', () => new Promise(() => {})); }"
    )
    return tab


def enter(page, worker, count, note=""):
    page.locator("input[name=method][value=group]").check(force=True)
    page.locator("#id_attendances").fill(str(count))
    page.locator(f"input[name=workers][value='{worker.pk}']").check(force=True)
    page.locator("#id_note").fill(note)


def save(page):
    page.get_by_role("button", name="保存", exact=True).tap()
    expect(page.locator("#phone-saved")).to_be_visible()


def large_picture():
    """A photograph of the size that phones take, which no PNG makes small."""
    out = BytesIO()
    Image.effect_noise((2400, 1800), 80).convert("RGB").save(out, "PNG")
    return out.getvalue()


def stands(page, *words):
    """What the queue says of its entries; a busy machine takes its time to send."""
    expect(page.locator("#phone-queue .status")).to_have_text(list(words), timeout=30_000)


def states(page):
    return page.locator("#phone-queue .status").all_inner_texts()


def test_without_a_line_the_form_opens_and_saves_and_with_one_everything_is_sent_once(
    ready, shoot, worker, project
):
    phone = ready
    cut(phone)
    opened(phone)
    expect(phone.locator("#phone-state")).to_contain_text("离线")
    enter(phone, worker, 12, "第 9 节")
    shoot(phone, "offline-form")
    save(phone)
    enter(phone, worker, 13, "第 10 节")
    save(phone)
    opened(phone)
    stands(phone, "待上传", "待上传")
    shoot(phone, "offline-queue")
    assert not ServiceRecord.objects.exists()
    joined(phone)
    stands(phone, "已上传", "已上传")
    assert sorted(ServiceRecord.objects.values_list("attendances", flat=True)) == [12, 13]
    shoot(phone, "offline-sent")


def test_what_was_sent_and_whose_answer_was_lost_is_sent_again_and_stays_one_record(ready, worker):
    phone = ready
    cut(phone)
    enter(phone, worker, 12)
    save(phone)
    enter(phone, worker, 13)
    save(phone)
    phone.evaluate("async () => { window.before = await phone.store.all('entries'); }")
    joined(phone)
    stands(phone, "已上传", "已上传")
    phone.evaluate("async () => { for (const entry of before) await phone.queue.keep(entry); }")
    stands(phone, "待上传", "待上传")
    phone.get_by_role("button", name="立即上传").tap()
    stands(phone, "已上传", "已上传")
    assert ServiceRecord.objects.count() == 2
    hashes = {record.body_hash for record in ServiceRecord.objects.all()}
    assert hashes == set(phone.evaluate("before.map((entry) => entry.hash)"))


def test_the_same_key_with_another_body_is_refused_shown_and_can_become_a_record_of_its_own(
    ready, shoot, worker
):
    phone = ready
    cut(phone)
    enter(phone, worker, 12)
    save(phone)
    phone.evaluate("async () => { window.before = (await phone.store.all('entries'))[0]; }")
    joined(phone)
    stands(phone, "已上传")
    phone.evaluate("""async () => {
        const fields = before.fields.map(([n, v]) => [n, n === "attendances" ? "31" : v]);
        await phone.queue.keep({...before, fields, hash: await phone.body.hashOf(before.project, fields)});
        phone.queue.sendAll();
    }""")
    stands(phone, "内容不一致")
    record = ServiceRecord.objects.get()
    expect(phone.locator("#phone-queue")).to_contain_text("同一编号下已存有另一份内容")
    expect(phone.locator("#phone-queue a")).to_have_text(record.number)
    shoot(phone, "offline-two-versions")
    assert record.attendances == 12
    phone.get_by_role("button", name="另记为一条").tap()
    stands(phone, "已上传")
    assert sorted(ServiceRecord.objects.values_list("attendances", flat=True)) == [12, 31]


def test_a_refused_entry_says_why_and_is_corrected_and_sent(ready, shoot, worker):
    phone = ready
    cut(phone)
    enter(phone, worker, 12, "第 9 节")
    phone.locator("#id_date").fill("2018-03-01")
    save(phone)
    joined(phone)
    stands(phone, "被退回")
    expect(phone.locator("#phone-queue .error").last).to_contain_text("2018-04-01")
    expect(phone.locator("#phone-saved")).to_contain_text("没有上传成功")
    shoot(phone, "offline-refused")
    phone.get_by_role("button", name="改正再发").tap()
    expect(phone.locator("#phone-form .notice-bad")).to_contain_text("日期")
    assert phone.locator("#id_note").input_value() == "第 9 节"
    shoot(phone, "offline-correct")
    phone.locator("#id_date").fill("2018-09-30")
    save(phone)
    stands(phone, "已上传")
    assert ServiceRecord.objects.get().note == "第 9 节"


def test_when_the_session_expired_meanwhile_everything_waits_for_the_next_sign_in(
    ready, sign_in, shoot, cast, worker
):
    phone = ready
    cut(phone)
    enter(phone, worker, 12)
    save(phone)
    phone.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    joined(phone)
    expect(phone.locator("#phone-signed-out")).to_be_visible()
    stands(phone, "待上传")
    enter(phone, worker, 14)
    save(phone)
    opened(phone)
    stands(phone, "待上传", "待上传")
    shoot(phone, "offline-signed-out")
    assert not ServiceRecord.objects.exists()
    sign_in(phone, cast.agency)
    opened(phone)
    stands(phone, "已上传", "已上传")
    assert ServiceRecord.objects.count() == 2


def test_the_online_form_falls_into_the_queue_when_the_line_or_the_session_is_gone(
    ready, sign_in, cast, project, worker
):
    phone = ready
    address = f"{reverse('service_create')}?project={project.pk}"
    phone.goto(address)
    phone.locator("body[data-ready]").wait_for()
    enter(phone, worker, 12)
    cut(phone)
    phone.get_by_role("button", name="保存", exact=True).tap()
    phone.wait_for_url("**/offline/**")
    stands(phone, "待上传")
    joined(phone)
    stands(phone, "已上传")
    phone.goto(address)
    phone.locator("body[data-ready]").wait_for()
    enter(phone, worker, 15)
    # An answer under way would bring the session back.
    phone.wait_for_load_state("networkidle")
    phone.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    phone.get_by_role("button", name="保存", exact=True).tap()
    phone.wait_for_url("**/offline/**")
    expect(phone.locator("#phone-signed-out")).to_be_visible()
    sign_in(phone, cast.agency)
    opened(phone)
    stands(phone, "已上传", "已上传")
    assert sorted(ServiceRecord.objects.values_list("attendances", flat=True)) == [12, 15]


def test_what_was_typed_is_back_after_the_tab_was_closed(ready, project, worker):
    phone = ready
    enter(phone, worker, 12, "写到一半")
    other = phone.context.new_page()
    phone.close()
    opened(other)
    assert other.locator("#id_note").input_value() == "写到一半"
    other.goto(f"{reverse('service_create')}?project={project.pk}")
    expect(other.locator(".notice-phone")).to_contain_text("已放回")
    assert other.locator("#id_attendances").input_value() == "12"
    other.get_by_role("button", name="保存", exact=True).tap()
    other.wait_for_url("**/services/*/")
    assert ServiceRecord.objects.get().note == "写到一半"
    opened(other)
    assert other.locator("#id_note").input_value() == ""


def test_what_was_typed_into_an_entry_of_the_queue_is_back_after_the_tab_was_closed(ready, worker):
    phone = ready
    held(phone)
    cut(phone)
    enter(phone, worker, 12)
    save(phone)
    phone.get_by_role("button", name="修改").tap()
    expect(phone.locator("#phone-editing")).to_be_visible()
    phone.locator("#id_note").fill("改到一半")
    other = phone.context.new_page()
    phone.close()
    opened(other)
    expect(other.locator("#phone-editing")).to_be_visible()
    assert other.locator("#id_note").input_value() == "改到一半"
    other.get_by_role("button", name="不改了").tap()
    expect(other.locator("#phone-editing")).to_be_hidden()
    opened(other)
    expect(other.locator("#phone-editing")).to_be_hidden()
    assert other.locator("#id_note").input_value() == ""


def test_an_entry_that_cannot_be_opened_or_kept_says_so_and_the_form_goes_on(ready, worker):
    phone = ready
    held(phone)  # a list that is drawn anew under the finger takes no tap
    cut(phone)
    enter(phone, worker, 12, "第 9 节")
    save(phone)
    phone.evaluate("""async () => {
        const [entry] = await phone.store.all('entries');
        await phone.queue.keep({...entry, project: '0'});
    }""")
    opened(phone)
    phone.evaluate("""() => {
        phone.keepOf = phone.queue.keep;
        phone.queue.keep = () => Promise.reject(new Error('full'));
    }""")
    phone.get_by_role("button", name="修改").tap()
    expect(phone.locator("#phone-saved")).to_contain_text("已不在")
    expect(phone.locator("#phone-saved")).to_contain_text("第 9 节")
    enter(phone, worker, 13)
    phone.get_by_role("button", name="保存", exact=True).tap()
    expect(phone.locator("#phone-saved")).to_contain_text("未能保存")
    assert phone.locator("#id_attendances").input_value() == "13"
    phone.evaluate("() => { phone.queue.keep = phone.keepOf; }")
    save(phone)
    stands(phone, "待上传", "待上传")


def test_signing_out_drops_what_the_phone_kept_and_shows_the_queue_to_nobody_else(
    ready, sign_in, cast, worker
):
    phone = ready
    sending = held(phone)
    cut(phone)
    enter(phone, worker, 12, "不给别人看")
    save(phone)
    joined(phone)
    phone.goto(reverse("service_list"))
    phone.get_by_role("button", name="菜单").tap()
    phone.get_by_role("button", name="退出").tap()
    phone.wait_for_url("**/login/**")
    assert phone.evaluate("phone.store.all('kept')") == []
    assert phone.evaluate("caches.keys()") == []
    sign_in(phone, cast.sibling_agency)
    sending.close()
    opened(phone)
    expect(phone.locator("#phone-others")).to_contain_text("1 条")
    assert "不给别人看" not in phone.content()
    assert not states(phone)
    phone.evaluate("phone.queue.sendAll()")
    assert not ServiceRecord.objects.exists()


def test_only_the_shell_is_kept_and_nothing_in_it_is_anybodys(ready, cast):
    kept = ready.evaluate("""async () => {
        const found = {};
        for (const name of await caches.keys()) for (const asked of await (await caches.open(name)).keys())
            found[new URL(asked.url).pathname] = await (await caches.match(asked)).text();
        return found;
    }""")
    pages = {path for path in kept if not path.startswith("/static/")}
    assert pages == {reverse("offline")}
    assert not [path for path, text in kept.items() if cast.agency.name in text]


def test_a_picture_is_scaled_down_before_it_is_kept(ready, worker, tmp_path):
    picture = tmp_path / "现场.png"
    picture.write_bytes(large_picture())
    phone = ready
    phone.locator("#id_sign_in_sheet").set_input_files(picture)
    expect(phone.locator("[data-scaling]")).to_have_count(0)
    kind, size, width = phone.evaluate("""async () => {
        const [file] = document.getElementById("id_sign_in_sheet").files;
        return [file.type, file.size, (await createImageBitmap(file)).width];
    }""")
    assert (kind, width) == ("image/jpeg", 1600)
    assert size < picture.stat().st_size / 2
    cut(phone)
    enter(phone, worker, 12)
    save(phone)
    opened(phone)
    joined(phone)
    stands(phone, "已上传")
    assert ServiceRecord.objects.get().sign_in_sheet.name.endswith(".jpg")


def test_a_form_that_is_shown_again_still_has_its_pictures(ready, project, worker, tmp_path):
    picture = tmp_path / "现场.png"
    picture.write_bytes(picture_bytes())
    phone = ready
    phone.goto(f"{reverse('service_create')}?project={project.pk}")
    phone.locator("body[data-ready]").wait_for()
    enter(phone, worker, 12)
    phone.locator("#id_hours").fill("15")
    phone.locator("#id_photos").set_input_files(picture)
    phone.get_by_role("button", name="保存", exact=True).tap()
    phone.get_by_label("照样登记").check()
    phone.locator("body[data-ready]").wait_for()
    names = "[...document.getElementById('id_photos').files].map((file) => file.name)"
    assert phone.evaluate(names) == [picture.name]
    phone.get_by_role("button", name="保存", exact=True).tap()
    phone.wait_for_url(f"**{reverse('service_list')}*/")
    assert Attachment.objects.of(ServiceRecord.objects.get()).count() == 1


def test_the_phone_page_can_be_used_by_everybody(ready, worker):
    phone = ready
    cut(phone)
    enter(phone, worker, 12)
    save(phone)
    wide = phone.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0
    found = Axe().run(phone)
    assert not found.response["violations"], found.response["violations"]


def test_what_is_doubtful_is_confirmed_in_the_queue_and_sent(ready, shoot, worker):
    phone = ready
    cut(phone)
    enter(phone, worker, 12)
    phone.locator("#id_hours").fill("15")
    save(phone)
    joined(phone)
    stands(phone, "被退回")
    phone.get_by_role("button", name="改正再发").tap()
    phone.get_by_label("照样登记").check()
    shoot(phone, "offline-doubt")
    save(phone)
    stands(phone, "已上传")
    assert str(ServiceRecord.objects.get().hours) == "15.0"


def test_a_lost_token_is_fetched_anew_and_nobody_notices(ready, worker):
    phone = ready
    cut(phone)
    enter(phone, worker, 12)
    save(phone)
    phone.context.clear_cookies(name=settings.CSRF_COOKIE_NAME)
    joined(phone)
    stands(phone, "已上传")
    assert ServiceRecord.objects.count() == 1


def test_what_was_typed_into_a_correction_is_back_until_somebody_saved_another_version(
    ready, project, worker, cast
):
    phone = ready
    record = make_service(project, worker, created_by=cast.agency)
    address = reverse("service_edit", args=[record.pk])
    phone.goto(address)
    phone.locator("body[data-ready]").wait_for()
    phone.locator("#id_note").fill("补记")
    phone.goto(address)
    expect(phone.locator("#id_note")).to_have_value("补记")
    ServiceRecord.objects.filter(pk=record.pk).update(version=2)
    phone.goto(address)
    phone.locator("body[data-ready]").wait_for()
    expect(phone.locator("#id_note")).to_have_value("")


def test_the_list_says_how_many_wait_on_this_phone(ready, shoot, worker):
    phone = ready
    held(phone)
    cut(phone)
    enter(phone, worker, 12)
    save(phone)
    joined(phone)
    phone.goto(reverse("service_list"))
    expect(phone.locator("#phone-count")).to_contain_text("本机待上传 1 条")
    shoot(phone, "offline-list")


def test_the_same_as_last_time_is_one_tap_even_when_last_time_was_not_sent_yet(
    ready, shoot, worker
):
    phone = ready
    cut(phone)
    enter(phone, worker, 12, "第 9 节")
    phone.locator("#id_hours").fill("2.5")
    save(phone)
    assert phone.locator("input[name=method][value=group]").is_checked()
    assert phone.locator("#id_attendances").input_value() == ""
    phone.get_by_role("button", name="与上次相同").tap()
    assert phone.locator("#id_attendances").input_value() == "12"
    assert phone.locator("#id_hours").input_value() == "2.5"
    assert phone.locator("#id_note").input_value() == ""
    shoot(phone, "offline-same")
    save(phone)
    joined(phone)
    stands(phone, "已上传", "已上传")
    assert ServiceRecord.objects.count() == 2


def test_while_the_server_is_asked_the_page_says_so_and_asks_nobody_to_sign_in(
    browser, live_server, sign_in, cast, project, shoot
):
    with opened_page(browser, live_server.url, **PHONE, service_workers="block") as phone:
        sign_in(phone, cast.agency)
        waiting = []
        phone.route("**/services/sync/**", lambda route: waiting.append(route))
        opened(phone)
        expect(phone.locator("#phone-asking")).to_be_visible()
        expect(phone.locator("#phone-nothing")).to_be_hidden()
        shoot(phone, "offline-asking")
        waiting.pop().continue_()
        expect(phone.locator("#phone-form")).to_be_visible()
        expect(phone.locator("#phone-asking")).to_be_hidden()


@pytest.mark.parametrize("width", ["page", "phone"])
def test_whoever_opens_the_phone_page_without_a_session_reads_what_to_do(request, width, shoot):
    page = request.getfixturevalue(width)
    opened(page)
    expect(page.locator("#phone-nothing")).to_be_visible()
    expect(page.locator("#phone-signed-out")).to_be_visible()
    shoot(page, "offline-visitor")
    found = Axe().run(page)
    assert not found.response["violations"], found.response["violations"]
    wide = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert wide <= 0
