"""Facts of quality belong to a checked run, as all figures do. The table was never filled, so it is made anew."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_supervisor"),
        ("reports", "0003_needs_picture"),
    ]

    operations = [
        migrations.DeleteModel(name="QualityMonth"),
        migrations.DeleteModel(name="QualityFact"),
        migrations.CreateModel(
            name="QualityFact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("month", models.DateField()),
                (
                    "measure",
                    models.CharField(
                        choices=[
                            ("CATEGORIES", "Asesmen menurut kategori"),
                            ("CORRECTED", "Asesmen yang merupakan perbaikan"),
                            ("OVERRIDES", "Penyesuaian kategori"),
                            ("ENTRIES", "Pengisian yang diperiksa"),
                            ("PACE", "Detik per jawaban"),
                            ("ITEM_ANSWERED", "Butir dijawab"),
                            ("ITEM_CHANGED", "Butir diubah"),
                            ("ITEM_LEFT", "Butir ditinggal sampai akhir"),
                            ("PAIRS", "Pasangan penilaian"),
                        ],
                        max_length=20,
                    ),
                ),
                ("instrument", models.CharField(max_length=10)),
                ("is_child", models.BooleanField()),
                ("sex", models.CharField(blank=True, max_length=1)),
                ("age_band", models.CharField(blank=True, max_length=6)),
                ("key", models.CharField(blank=True, max_length=40)),
                ("value", models.IntegerField()),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.office"
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="quality_facts",
                        to="reports.rolluprun",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["instrument", "month", "office"], name="quality_fact_read")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=(
                            "run",
                            "month",
                            "office",
                            "measure",
                            "instrument",
                            "is_child",
                            "sex",
                            "age_band",
                            "key",
                        ),
                        name="quality_fact_once",
                    ),
                    models.CheckConstraint(condition=models.Q(("value__gt", 0)), name="quality_fact_counts_something"),
                ],
            },
        ),
    ]
