using LightKube.Api.Batch.V1;
using LightKube.Api.Validation;
using LightKube.ApiServer.Validation.Pods;

namespace LightKube.ApiServer.Validation.Batch;

/// <summary>CronJobs.</summary>
internal sealed class CronJobValidation() : KindValidation(CronJob.Schema)
{
    /// <summary>A job's name adds a dash and ten digits to it.</summary>
    private const int MaxName = 52;

    private static readonly string[] ConcurrencyPolicies = ["Allow", "Forbid", "Replace"];

    protected override void ValidateCreate(Field obj)
    {
        Spec(obj["spec"], obj["spec"].With(default));
        if (obj["metadata"]["name"].Text.Length > MaxName)
        {
            obj["metadata"]["name"].Invalid($"must be no more than {MaxName} characters");
        }
    }

    protected override void ValidateUpdate(Field obj, Field old) => Spec(obj["spec"], old["spec"]);

    public override void Warn(Field obj, Field old)
    {
        if (!old.IsSet && NameRules.Dns1123Label(obj["metadata"]["name"].Text) is { Count: > 0 } problems)
        {
            obj["metadata"]["name"].Warn(
                $"this is used in Pod names and hostnames, which can result in surprising behavior; a DNS label is recommended: [{string.Join(' ', problems)}]");
        }

        PodTemplateRules.Warn(obj["spec"]["jobTemplate"]["spec"]["template"], old["spec"]["jobTemplate"]["spec"]["template"]);
    }

    private static void Spec(Field spec, Field old)
    {
        var schedule = spec["schedule"];
        if (schedule.HasText)
        {
            Schedule(schedule, spec["timeZone"], old["schedule"].Text.Contains("TZ", StringComparison.Ordinal));
        }
        else
        {
            schedule.Required();
        }

        spec["startingDeadlineSeconds"].BeNotNegative();
        if (!old.IsSet || !spec["timeZone"].Same(old["timeZone"]))
        {
            TimeZone(spec["timeZone"]);
        }

        spec["concurrencyPolicy"].RequireOneOf(ConcurrencyPolicies);
        JobTemplate(spec["jobTemplate"]["spec"]);
        spec["successfulJobsHistoryLimit"].BeNotNegative();
        spec["failedJobsHistoryLimit"].BeNotNegative();
    }

    private static void JobTemplate(Field job)
    {
        JobSpecRules.Validate(job);
        if (job["selector"].IsSet)
        {
            job["selector"].Invalid("`selector` will be auto-generated");
        }

        if (job["manualSelector"].IsTrue)
        {
            job["manualSelector"].NotSupported("nil", "false");
        }
    }

    private static void Schedule(Field schedule, Field zone, bool mayHaveZone)
    {
        if (CronSchedule.Problem(schedule.Text) is { } problem)
        {
            schedule.Invalid(problem);
        }

        if (!schedule.Text.Contains("TZ", StringComparison.Ordinal))
        {
            return;
        }

        if (!mayHaveZone)
        {
            schedule.Invalid("cannot use TZ or CRON_TZ in schedule, use timeZone field instead");
        }
        else if (zone.IsSet)
        {
            schedule.Invalid("cannot use both timeZone field and TZ or CRON_TZ in schedule");
        }
    }

    private static void TimeZone(Field zone)
    {
        if (!zone.IsSet)
        {
            return;
        }

        var name = zone.Text;
        if (name.Length == 0)
        {
            zone.Invalid("timeZone must be nil or non-empty string");
        }
        else if (!IsZoneName(name))
        {
            zone.Invalid($"unknown time zone {name}");
        }
        else if (name.Equals("Local", StringComparison.OrdinalIgnoreCase))
        {
            zone.Invalid("timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones");
        }
        else if (!TimeZoneInfo.TryFindSystemTimeZoneById(name, out _))
        {
            zone.Invalid($"unknown time zone {name}");
        }
    }

    private static bool IsZoneName(string name)
    {
        const int MaxPart = 14;
        foreach (var part in name.Split('/'))
        {
            if (part.Length is 0 or > MaxPart || part is "." or ".." || part[0] == '-' || !part.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or '+'))
            {
                return false;
            }
        }

        return true;
    }
}
