"""Somebody who walks through the site in a browser as a person does."""

from django.utils import translation
from playwright.sync_api import Page, expect

from projects.accounts.models import User
from tests.factories import PASSWORD


def zh(text: str, context: str = "") -> str:
    """What the Chinese page says for ``text``."""
    with translation.override("zh-hans"):
        return translation.pgettext(context, text) if context else translation.gettext(text)


class Walker:
    """Somebody at a screen: signs in, finds the way by menu and buttons, and takes pictures."""

    def __init__(self, page: Page, shoot, story: str = "six-steps") -> None:
        self.page = page
        self.shoot = lambda name: shoot(page, f"{story}-{name}")

    @property
    def on_phone(self) -> bool:
        return self.page.viewport_size["width"] < 768

    def open_menu(self) -> None:
        if self.on_phone:
            self.page.get_by_role("button", name=zh("Menu"), exact=True).click()
            expect(self.page.locator("#menu")).to_be_visible()

    def sign_in(self, user: User) -> None:
        """Signs whoever was here out, and ``user`` in, by the pages."""
        leave = self.page.locator(".who").get_by_role("button", name=zh("Sign out"))
        if self.page.locator(".who a").count():
            self.open_menu()
            leave.click()
        else:
            self.page.goto("/")
        self.page.locator("#id_login").fill(user.username)
        self.page.locator("#id_password").fill(PASSWORD)
        self.save()
        expect(self.page.locator(".who")).to_contain_text(user.name)

    def go(self, label: str) -> None:
        """Chooses an entry of the main menu."""
        self.open_menu()
        self.page.locator(".nav-main").get_by_role("link", name=zh(label), exact=True).click()

    def follow(self, label: str) -> None:
        self.page.locator("main").get_by_role("link", name=zh(label), exact=True).first.click()

    def press(self, label: str) -> None:
        self.page.locator("main").get_by_role("button", name=zh(label), exact=True).first.click()

    def save(self) -> None:
        """The one filled button of the form."""
        self.page.locator("main form.entry button.btn-primary").click()

    def fill(self, **values: str | list[str]) -> None:
        for name, value in values.items():
            if isinstance(value, list):
                for code in value:
                    self.page.locator(f"input[name={name}][value='{code}']").check()
                continue
            field = self.page.locator(f"#id_{name}")
            if field.evaluate("element => element.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)

    def tap(self, name: str, value: str) -> None:
        """Taps a tile: the input lies invisibly over its label."""
        self.page.locator(f"input[name={name}][value='{value}']").check(force=True)

    def is_told(self, text: str) -> None:
        expect(self.page.locator(".messages")).to_contain_text(zh(text))

    def fits_the_screen(self) -> None:
        """Nothing sticks out to the right of the screen."""
        root = "document.documentElement"
        wide, shown = self.page.evaluate(f"[{root}.scrollWidth, {root}.clientWidth]")
        assert wide <= shown, f"{self.page.url} is {wide - shown} px wider than the screen"

    def picture(self, name: str) -> None:
        self.page.wait_for_load_state()
        self.fits_the_screen()
        self.shoot(name)
