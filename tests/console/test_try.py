# SPDX-License-Identifier: Apache-2.0
"""Try it: pictures go in, and faces, quality and similarity are shown."""

from playwright.sync_api import expect

from service import ROOT


def test_two_pictures_of_one_person_are_found_alike(console, person):
    page = console.page
    console.drop(person)
    expect(page.locator("article")).to_have_count(2)
    expect(page.locator(".verdict")).to_have_text("The same person")
    label = page.locator(".scale").get_attribute("aria-label")
    assert "the threshold is 0." in label
    assert "1 in 1," in console.text()
    assert page.locator(".mark rect").count() >= 2
    assert page.locator(".mark circle").count() == 5 * page.locator(".mark rect").count()
    assert page.locator("meter").count() >= 2


def test_strangers_differ_and_any_two_faces_can_be_chosen(console, person, stranger):
    page = console.page
    console.drop([*person, stranger])
    expect(page.locator("article")).to_have_count(3)
    expect(page.locator(".face-pick")).to_have_count(3)
    expect(page.locator(".verdict")).to_have_text("The same person")
    page.get_by_role("button", name=f"Compare face 1 of {stranger.name}").click()
    expect(page.locator(".verdict")).to_have_text("Different people")
    page.get_by_label("Strangers who may pass").select_option(label="1 in 100")
    expect(page.get_by_text("At this threshold about 1 in 100 pairs")).to_be_visible()
    page.get_by_role("button", name=f"Remove {stranger.name}").click()
    expect(page.get_by_text("Choose a second face.")).to_be_visible()


def test_boxes_lie_on_the_picture(console, person):
    """In a picture turned by EXIF, too, the browser and the server agree on which way is up."""
    page = console.page
    console.drop([ROOT / "src/imaging/test_data/orientation_6.avif", person[0]])
    expect(page.locator("article")).to_have_count(2)
    expect(page.locator(".mark rect").first).to_be_visible()
    picture = page.locator("article").nth(1).locator(".picture")
    outer, box = picture.bounding_box(), picture.locator("rect").first.bounding_box()
    assert outer["x"] <= box["x"] + box["width"] / 2 <= outer["x"] + outer["width"]
    assert box["width"] > outer["width"] / 10


def test_a_picture_without_a_face_is_answered_with_advice(console):
    console.drop([ROOT / "src/imaging/test_data/orientation_6.avif"])
    note = console.page.get_by_role("alert")
    expect(note).to_contain_text("There is no face to be seen.")
    expect(note).to_contain_text("The server said: “")


def test_what_is_no_picture_is_said(console):
    console.drop([ROOT / "README.md"])
    expect(console.page.get_by_role("alert")).to_contain_text("no picture or clip")


def test_pictures_may_be_chosen_and_pasted(console, person):
    page = console.page
    page.set_input_files("input[type=file]", person[0])
    expect(page.locator(".face-pick")).to_have_count(1)
    transfer = page.evaluate_handle(
        """async () => {
          const picture = document.querySelector(".picture img");
          const canvas = document.createElement("canvas");
          [canvas.width, canvas.height] = [picture.naturalWidth, picture.naturalHeight];
          canvas.getContext("2d").drawImage(picture, 0, 0);
          const blob = await new Promise((take) => canvas.toBlob(take, "image/png"));
          const transfer = new DataTransfer();
          transfer.items.add(new File([blob], "pasted.png", { type: blob.type }));
          return transfer;
        }"""
    )
    page.evaluate(
        "(data) => document.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data }))",
        transfer,
    )
    expect(page.locator(".verdict")).to_have_text("The same person")


def test_another_model_looks_again(console, person):
    page = console.page
    console.drop(person)
    expect(page.locator(".verdict")).to_have_text("The same person")
    page.get_by_text("Options", exact=True).click()
    detector = page.get_by_label("Detector")
    with page.expect_response("**/v1/embed") as answer:
        detector.select_option("yunet")
    assert answer.value.json()["detector"] == "yunet"
    expect(page.locator(".verdict")).to_have_text("The same person")
