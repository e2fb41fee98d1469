from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "coopcouncil.casework"
    label = "casework"

    def ready(self) -> None:
        from coopcouncil.casework import permissions, public, tasks
        from coopcouncil.casework.demo import cases, complaints, councillors, past, register, teams
        from coopcouncil.casework.public import taking_part, waiting
        from coopcouncil.foundation import contributions

        contributions.desk.add(waiting.desk_items)
        contributions.account.add(waiting.account_items)
        contributions.health.add(public.health)
        contributions.measures.add(public.measures)
        contributions.kept.add(public.kept)
        contributions.kept_by.add(public.kept_by)
        contributions.owners.add(public.owners)
        contributions.taken_part.add(taking_part.taken_part)
        contributions.gauges.add(public.gauges)
        contributions.export_person.add(public.export_person)
        contributions.erase_person.add(public.erase_person)
        contributions.demo.add(contributions.DemoLoader(45, "teams", teams.load))
        contributions.demo.add(contributions.DemoLoader(62, "cases", cases.load))
        contributions.demo.add(contributions.DemoLoader(63, "past cases", past.load))
        contributions.desk.add(waiting.complaints_on_desk)
        contributions.account.add(waiting.complaints_answered)
        contributions.export_person.add(public.export_complaints)
        contributions.legal_holds.add(public.legal_holds)
        contributions.demo.add(contributions.DemoLoader(63, "complaints", complaints.load))
        contributions.demo.add(contributions.DemoLoader(64, "register", register.load))
        contributions.hourly.add(tasks.end_quiet_complaints)
        contributions.desk.add(waiting.enquiries_on_desk)
        contributions.demo.add(contributions.DemoLoader(63, "councillors", councillors.load))
        for keeping in public.keepings():
            contributions.retention.add(keeping)
        for read in permissions.READS:
            contributions.reads.add(read)
        contributions.hourly.add(tasks.watch_clocks)
        contributions.hourly.add(tasks.watch_elsewhere)
        contributions.hourly.add(tasks.ask_again)
        contributions.hourly.add(tasks.own_what_went_wrong)
        contributions.hourly.add(tasks.own_step_ins)
        contributions.hourly.add(tasks.keep_teams)
        contributions.hourly.add(tasks.publish_failures)
        self._reports()
        self._transfers()

    def _reports(self) -> None:
        from coopcouncil.casework.actions.reporting import DELIVER, LETTER
        from coopcouncil.casework.api import open311
        from coopcouncil.casework.demo import reports as demo
        from coopcouncil.casework.domain.report_categories import shipped_categories
        from coopcouncil.casework.permissions import reports as permissions
        from coopcouncil.casework.public import reports
        from coopcouncil.casework.tasks import reports as tasks
        from coopcouncil.foundation import contributions, outbox, pages

        outbox.carries(DELIVER, tasks.deliver)
        outbox.carries(LETTER, tasks.write_letter)
        pages.errors_of("/open311/", open311.problem)
        contributions.before_serving.add(shipped_categories)
        contributions.hourly.add(tasks.end_overdue_reports)
        contributions.hourly.add(tasks.own_reports_that_nobody_owns)
        contributions.hourly.add(tasks.own_reports)
        contributions.hourly.add(tasks.remove_expired_report_drafts)
        contributions.export_person.add(reports.export_person)
        contributions.erase_person.add(reports.erase_person)
        contributions.desk.add(reports.desk_items)
        contributions.account.add(reports.account_items)
        contributions.search_doors.add(reports.search_doors)
        contributions.measures.add(reports.measures)
        for keeping in reports.keepings():
            contributions.retention.add(keeping)
        for read in permissions.READS:
            contributions.reads.add(read)
        contributions.demo.add(contributions.DemoLoader(order=55, name="reports", load=demo.load))

    def _transfers(self) -> None:
        from coopcouncil.casework.actions.history import NEWS_FOR_THE_OTHER
        from coopcouncil.casework.permissions import transfers as permissions
        from coopcouncil.casework.tasks import transfers as tasks
        from coopcouncil.foundation import contributions, outbox

        outbox.carries(NEWS_FOR_THE_OTHER, tasks.tell_the_other)
        for read in permissions.READS:
            contributions.reads.add(read)
