from django.apps import AppConfig


class FrontdoorConfig(AppConfig):
    name = "coopcouncil.frontdoor"
    label = "frontdoor"

    def ready(self) -> None:
        from coopcouncil.foundation import contributions, outbox
        from coopcouncil.foundation.contributions import DemoLoader
        from coopcouncil.frontdoor import actions, demo, gateways, permissions, public, tasks
        from coopcouncil.frontdoor.views import doors
        from coopcouncil.sharing import public as sharing

        sharing.register_asked_reader(public.asked_by_purpose)
        sharing.register_value_reader(actions.read_proposed)
        contributions.before_serving.add(gateways.life_events)
        contributions.demo.add(DemoLoader(50, "frontdoor", demo.load))
        contributions.demo.add(DemoLoader(51, "corrections", demo.load_corrections))
        contributions.demo.add(DemoLoader(51, "designs", demo.load_designs))
        contributions.demo.add(DemoLoader(52, "ideas", demo.load_ideas))
        contributions.demo.add(DemoLoader(52, "helping", demo.load_helping))
        for keeping in public.keepings():
            contributions.retention.add(keeping)
        for read in permissions.READS:
            contributions.reads.add(read)
        contributions.desk.add(public.desk_items)
        contributions.account.add(public.account_items)
        contributions.search_doors.add(doors.search_doors)
        contributions.completing.add(doors.completed)
        contributions.export_person.add(public.export_person)
        contributions.erase_person.add(public.erase_person)
        outbox.carries(actions.LINK_TOPIC, tasks.write_return_letter)
        contributions.hourly.add(tasks.remove_expired_drafts)
