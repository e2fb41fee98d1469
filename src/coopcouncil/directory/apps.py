from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "coopcouncil.directory"
    label = "directory"

    def ready(self) -> None:
        from coopcouncil.directory import demo, public, tasks
        from coopcouncil.directory.actions import forgetting, writing
        from coopcouncil.directory.api import openreferral
        from coopcouncil.foundation import contributions, outbox, pages
        from coopcouncil.kernel.calendars import england

        contributions.demo.add(contributions.DemoLoader(30, "directory", demo.load))
        contributions.demo.add(contributions.DemoLoader(31, "directory: figures of quarters", demo.load_returns))
        contributions.demo.add(contributions.DemoLoader(31, "searches", demo.load_searches))
        contributions.before_serving.add(public.search_shelf)
        contributions.before_serving.add(england)
        for keeping in forgetting.keepings():
            contributions.retention.add(keeping)
        contributions.desk.add(public.desk_items)
        contributions.desk.add(public.provider_items)
        contributions.desk.add(public.approver_items)
        contributions.hourly.add(tasks.remind_providers)
        outbox.carries(writing.TOPIC, tasks.write_letter)
        contributions.export_person.add(public.export_person)
        pages.errors_of("/openreferral/", openreferral.told)
