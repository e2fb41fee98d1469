from django.apps import AppConfig


class SettlementConfig(AppConfig):
    name = "coopcouncil.settlement"
    label = "settlement"

    def ready(self) -> None:
        from coopcouncil.foundation import contributions, outbox
        from coopcouncil.settlement import demo, permissions, public, tasks  # noqa: F401 - they register themselves
        from coopcouncil.settlement.actions import forgetting
        from coopcouncil.settlement.actions.takeovers import writing

        contributions.demo.add(demo.LOADER)
        contributions.demo.add(demo.TAKEOVERS)
        contributions.desk.add(public.desk_items)
        contributions.hourly.add(tasks.find_gaps)
        contributions.desk.add(public.takeover_items)
        contributions.account.add(public.group_items)
        contributions.hourly.add(tasks.watch_takeovers)
        outbox.carries(writing.TOPIC, tasks.write_letter)
        for keeping in forgetting.keepings():
            contributions.retention.add(keeping)
        contributions.measures.add(public.measures)
        contributions.search_hits.add(public.search_hits)
        contributions.export_person.add(public.export_person)
        contributions.erase_person.add(public.erase_person)
        contributions.taken_part.add(public.taken_part)
