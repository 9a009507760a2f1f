"""What people do on the pages, in their words, so that the journeys read as the work."""

import re
from collections.abc import Sequence
from datetime import date

from playwright.sync_api import Locator, Page, expect

from bapas_portal.core.dates import add_months, today_in


def choose(page: Page, name: str, words: str) -> None:
    """Choose in a select, with or without its search box."""
    select = page.locator(f"select[name={name}]")
    if "tomselected" not in (select.get_attribute("class") or ""):
        select.select_option(label=words)
        return
    box = page.locator(f"select[name={name}] + .ts-wrapper")
    box.locator(".ts-control").click()
    # The list opens a moment after the click and empties the search box then: type, as people do, once it is open.
    expect(box).to_have_class(re.compile(r"\bdropdown-active\b"))
    search = box.locator("input").first
    search.press_sequentially(words)
    expect(box.locator(".option.active")).to_contain_text(words)
    search.press("Enter")
    expect(box.locator(".item")).to_contain_text(words)
    search.press("Escape")


def fill(page: Page, **values: str | date) -> None:
    """Fill fields by their names, as the form sends them."""
    for name, value in values.items():
        page.locator(f"[name={name}]").fill(value.isoformat() if isinstance(value, date) else value)


def register(page: Page, *, name: str, sex: str = "M", birth_on: date = date(1990, 3, 14)) -> None:
    """Fill in the registration form of an adult whose guidance begins today, and send it."""
    today = today_in()
    fill(page, name=name, birth_on=birth_on, street="Jalan Melati 4, RT 02/RW 05")
    page.locator(f"[name=sex][value={sex}]").check()
    pick_village(page, "Desa Contoh")
    choose(page, "offence_group", "Pencurian")
    fill(page, articles="Pasal 363 ayat (1) KUHP", offence_on=add_months(today, -24))
    page.locator("[name=offence_on]").press("Tab")
    expect(page.locator("#ground")).to_contain_text("berumur")
    choose(page, "status", "Pembebasan Bersyarat (PB)")
    fill(page, start_on=today, guidance_end_on=add_months(today, 12))
    page.locator(".form-foot").get_by_role("button", name="Daftarkan").click()


def pick_village(page: Page, words: str) -> None:
    """Type a village's name and take the first one found."""
    page.locator("[name=region_words]").fill(words)
    page.locator("#region-results").get_by_label(words).first.check()


def tab_to(page: Page, target: Locator, *, at_most: int = 120, key: str = "Tab") -> None:
    """Press Tab (or Shift+Tab) until `target` has the focus, as somebody without a mouse does."""
    for _ in range(at_most):
        if target.evaluate("each => each.contains(document.activeElement)"):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{target} is not reached by Tab")


def answer_by_keyboard(page: Page, codes: Sequence[str], digits: Sequence[int]) -> None:
    """From the first question on: a digit chooses, Enter goes to the next. Stops on the last one given."""
    tab_to(page, page.locator(f"#tanya-butir-{codes[0]}"))
    for place, (code, digit) in enumerate(zip(codes, digits, strict=True)):
        question = page.locator(f"#tanya-butir-{code}")
        assert question.evaluate("each => each.contains(document.activeElement)"), f"{code} has not the focus"
        page.keyboard.press(str(digit))
        if place < len(codes) - 1:
            page.keyboard.press("Enter")


def answer_by_hand(page: Page, codes: Sequence[str], digits: Sequence[int]) -> None:
    for code, digit in zip(codes, digits, strict=True):
        page.locator(f"#tanya-butir-{code} label.choice").nth(digit - 1).click()


def figure(page: Page, label: str) -> int:
    """The number on the card with this label."""
    card = page.locator(".stat", has=page.locator(".stat-label", has_text=label)).first
    return int(card.locator(".stat-number").inner_text().replace(".", ""))
