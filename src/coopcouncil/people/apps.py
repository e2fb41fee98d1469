from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "coopcouncil.people"
    label = "people"

    def ready(self) -> None:
        from allauth.account import signals as signing_in
        from allauth.mfa import signals as second_factor
        from django.contrib.auth.signals import user_logged_in

        from coopcouncil.foundation import contributions
        from coopcouncil.people import demo, middleware, permissions, public

        contributions.demo.add(contributions.DemoLoader(10, "people", demo.load))
        contributions.account.add(public.account_items)
        contributions.desk.add(public.desk_items)
        contributions.export_person.add(public.export_person)
        contributions.erase_person.add(public.erase_person)
        contributions.reseal.add(public.reseal_factors)
        contributions.legal_holds.add(public.legal_holds)
        contributions.after_migration.add(("people.0010_finding_people", public.index_everybody))
        user_logged_in.connect(middleware.note_signing_in)
        for changed in (
            signing_in.password_changed, signing_in.password_set, signing_in.password_reset, signing_in.email_changed,
            second_factor.authenticator_added, second_factor.authenticator_removed, second_factor.authenticator_reset,
        ):  # fmt: skip
            changed.connect(middleware.end_other_sessions)
        for keeping in public.keepings():
            contributions.retention.add(keeping)
        for read in permissions.READS:
            contributions.reads.add(read)
