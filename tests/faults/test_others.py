"""What the site depends on outside: the mail server, the bucket, the clock."""

import pytest

from .impatient.apps import CLOCK
from .load import Client, load

PLAN = """
from datetime import timedelta
from django.utils import timezone
from pages.models import Page
Page.objects.create(
    title="Later", slug="later", published_at=timezone.now() + timedelta(hours=3)
)
"""
HOURS = 3600


def states(site):
    return {state for (state,) in site.rows("SELECT state FROM studio_mail")}


def test_the_mail_server_is_down_then_hangs(site, counted):
    with load(site) as writes:
        site.stop_mail_server()
        writes.reach(6, "inquiries")
        assert "waiting" in states(site)
        site.mails.after_data = site.mails.hang
        site.start_mail_server()
        site.wait_for(lambda: "unknown" in states(site))  # handed over whole, and then silence
        site.mails.recover()
        writes.reach(2, "inquiries")

    counted("mail server down, then hanging", writes)


def test_the_clock_jumps_and_is_put_back(site, counted):
    site.run(PLAN)
    client, clock = Client(site.port), site.folder / CLOCK
    shown = []
    with load(site) as writes:
        for wrong_by in (0, 5 * HOURS, 0, -5 * HOURS, 0):
            clock.write_text(str(wrong_by))
            writes.reach(8)
            shown.append(client.get("/later/")[0])

    assert shown == [404, 200, 404, 404, 404]
    counted("clock 5 h ahead, 5 h behind", writes)


def test_the_bucket_is_away_during_a_backup(site, counted):
    server = pytest.importorskip("moto.server")
    boto3 = pytest.importorskip("boto3")

    def last():
        query = "SELECT state, copy_error, copied_to, name, size FROM studio_backup ORDER BY id"
        return site.rows(query)[-1]

    desk = site.desk()
    token = desk.form("/admin/backups/")["csrfmiddlewaretoken"]
    with load(site) as writes:
        writes.reach(3)
        desk.post("/admin/backups/make/", {"csrfmiddlewaretoken": token})
        site.wait_for(lambda: last()[0] == "good" and last()[1], 60)
        warned = desk.get("/admin/")[2]
        bucket = server.ThreadedMotoServer("127.0.0.1", site.bucket_port, verbose=False)
        bucket.start()
        try:
            keys = {"aws_access_key_id": "key", "aws_secret_access_key": "secret"}
            address = f"http://127.0.0.1:{site.bucket_port}"
            there = boto3.resource("s3", endpoint_url=address, region_name="us-east-1", **keys)
            there.Bucket("studio").create()
            site.wait_for(lambda: last()[2], 60)
            copies = {copy.key: copy.size for copy in there.Bucket("studio").objects.all()}
        finally:
            bucket.stop()
        writes.reach(3)

    assert "was not copied" in warned
    state, error, copied_to, name, size = last()
    assert (state, error) == ("good", "")
    assert copied_to.endswith("/studio/copies")
    assert copies[f"copies/{name}"] == size
    assert (site.folder / "backups" / name).stat().st_size == size
    counted("bucket away during a backup", writes)
