import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('registration', '0002_calendars'),
    ]

    operations = [
        migrations.AddField(
            model_name='joiningdetail',
            name='changed',
            field=models.DateTimeField(auto_now=True, default=django.utils.timezone.now, help_text='Moves the stamps of personal calendars.', verbose_name='last changed'),
            preserve_default=False,
        ),
    ]
