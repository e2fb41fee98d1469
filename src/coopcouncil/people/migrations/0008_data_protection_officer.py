from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0007_safeguarding_officers'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='appointment',
            name='people_appointment_known_role',
        ),
        migrations.AlterField(
            model_name='appointment',
            name='role',
            field=models.CharField(choices=[('front_line_officer', 'Front-line officer'), ('case_owner', 'Case owner'), ('service_manager', 'Service manager'), ('provider_manager', 'Provider’s manager'), ('ward_councillor', 'Ward councillor'), ('scrutiny_councillor', 'Scrutiny councillor'), ('cabinet_member', 'Cabinet member'), ('joint_commissioner', 'Senior joint commissioner'), ('analyst', 'Analyst'), ('finance_officer', 'Finance officer'), ('review_lead', 'Review lead'), ('commission_secretary', 'Commission secretary'), ('service_designer', 'Service designer'), ('safeguarding_officer', 'Safeguarding officer'), ('data_protection_officer', 'Data protection officer'), ('administrator', 'Administrator')], max_length=30),
        ),
        migrations.AddConstraint(
            model_name='appointment',
            constraint=models.CheckConstraint(condition=models.Q(('role__in', ['front_line_officer', 'case_owner', 'service_manager', 'provider_manager', 'ward_councillor', 'scrutiny_councillor', 'cabinet_member', 'joint_commissioner', 'analyst', 'finance_officer', 'review_lead', 'commission_secretary', 'service_designer', 'safeguarding_officer', 'data_protection_officer', 'administrator'])), name='people_appointment_known_role'),
        ),
    ]
