import sys

from django.apps import AppConfig
from django.conf import settings


class SharingConfig(AppConfig):
    name = "coopcouncil.sharing"
    label = "sharing"

    def ready(self) -> None:
        from coopcouncil.foundation import contributions, outbox
        from coopcouncil.foundation.contributions import DemoLoader, DemoProcess
        from coopcouncil.people.public import (
            register_address_reader,
            register_key_reader,
            register_known_reader,
            register_reference_reader,
            register_relatives_reader,
        )
        from coopcouncil.sharing import permissions, public, tasks
        from coopcouncil.sharing.demo import agreements, loader, past
        from coopcouncil.sharing.demo import rights as asked
        from coopcouncil.sharing.public import rights

        outbox.carries("sharing.deliver", tasks.deliver)
        outbox.carries("sharing.parcel", tasks.carry_parcel)
        outbox.carries("sharing.write", tasks.write)
        outbox.carries("sharing.watch", tasks.watch)
        outbox.carries("sharing.alarm", tasks.alarm)
        outbox.carries("sharing.alert", tasks.alert)
        register_address_reader(public.address_told)
        register_key_reader(public.actor_for_key)
        register_known_reader(public.known_to_find)
        register_reference_reader(public.account_with_reference)
        register_relatives_reader(public.relatives_told)
        contributions.hourly.add(tasks.forget_replies)
        contributions.desk.add(public.desk_items)
        contributions.account.add(public.account_items)
        contributions.measures.add(public.measures)
        contributions.export_person.add(public.export_person)
        contributions.erase_person.add(public.erase_person)
        contributions.legal_holds.add(public.legal_holds)
        for read in permissions.READS:
            contributions.reads.add(read)
        contributions.desk.add(rights.desk_items)
        contributions.account.add(rights.account_items)
        contributions.export_person.add(rights.export_person)
        contributions.erase_person.add(rights.erase_person)
        contributions.legal_holds.add(rights.legal_holds)
        contributions.hourly.add(tasks.let_go)
        contributions.hourly.add(tasks.carry_out_erasures)
        for keeping in rights.keepings():
            contributions.retention.add(keeping)
        contributions.hourly.add(tasks.empty_what_is_over)
        contributions.hourly.add(tasks.remove_unsent_documents)
        contributions.hourly.add(tasks.expire_help)
        contributions.hourly.add(tasks.keep_agreements)
        contributions.demo.add(DemoLoader(order=39, name="agreements", load=agreements.load))
        contributions.hourly.add(tasks.make_due_batches)
        contributions.hourly.add(tasks.end_overdue)
        contributions.hourly.add(tasks.end_overdue_parcels)
        contributions.hourly.add(tasks.own_what_nobody_owns)
        contributions.gauges.add(public.gauges)
        contributions.demo.add(DemoLoader(order=40, name="connections", load=loader.load, each_start=True))
        contributions.demo.add(DemoLoader(order=60, name="answers", load=past.load))
        contributions.demo.add(DemoLoader(order=61, name="data requests", load=asked.load))
        for code, port in loader.ports().items():
            contributions.demo_processes.add(
                DemoProcess(
                    name=f"agency-{code}",
                    argv=(
                        sys.executable, "-m", "coopcouncil.sharing.demo.agency", code, "--port", str(port),
                        "--home", str(settings.HOME), "--api", f"{settings.PUBLIC_URL}/api/v1",
                    ),
                )
            )  # fmt: skip
