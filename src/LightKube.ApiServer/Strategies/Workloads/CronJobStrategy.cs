using LightKube.Api.Batch.V1;
using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.ApiServer.Strategies.Rules;

namespace LightKube.ApiServer.Strategies.Workloads;

/// <summary>CronJobs.</summary>
public sealed class CronJobStrategy() : DefaultStrategy(CronJob.Schema)
{
    /// <summary>A job's name adds a dash and ten digits to it.</summary>
    private const int MaxName = 52;

    private static readonly string[] Words = ["@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"];

    public override void SetDefaults(Document document)
    {
        var spec = document.As<CronJob>().Spec;
        spec.Suspend ??= false;
        spec.SuccessfulJobsHistoryLimit ??= 3;
        spec.FailedJobsHistoryLimit ??= 1;
        PodSpecDefaults.Apply(spec.JobTemplate.Spec.Template.Spec);
    }

    protected override string? NameProblem(string name) =>
        name.Length > MaxName ? "must be no more than 52 characters" : null;

    protected override void ValidateObject(Document document, FieldErrors errors)
    {
        var spec = document.As<CronJob>().Spec;
        var path = FieldPath.Spec.Child("schedule");
        if (spec.Schedule.Length == 0)
        {
            errors.Required(path);
        }
        else if (ScheduleProblem(spec.Schedule) is { } problem)
        {
            errors.Invalid(path, spec.Schedule, problem);
        }

        if (spec.TimeZone is { } zone && (zone.Length == 0 || !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _)))
        {
            errors.Invalid(FieldPath.Spec.Child("timeZone"), zone, $"unknown time zone {zone}");
        }

        TemplateRules.NonNegative(spec.StartingDeadlineSeconds, "startingDeadlineSeconds", errors);
        TemplateRules.NonNegative(spec.SuccessfulJobsHistoryLimit, "successfulJobsHistoryLimit", errors);
        TemplateRules.NonNegative(spec.FailedJobsHistoryLimit, "failedJobsHistoryLimit", errors);
        JobStrategy.ValidateSpec(spec.JobTemplate.Spec, FieldPath.Spec.Child("jobTemplate").Child("spec"), errors);
        if (spec.JobTemplate.Spec.ManualSelector == true)
        {
            errors.NotSupported(FieldPath.Spec.Child("jobTemplate").Child("spec").Child("manualSelector"), true, "nil", "false");
        }
    }

    /// <summary>What is wrong with a cron expression's form; ranges of values are judged where it is evaluated.</summary>
    private static string? ScheduleProblem(string schedule)
    {
        if (schedule.Contains("TZ", StringComparison.Ordinal))
        {
            return "cannot use TZ or CRON_TZ in schedule, use timeZone field instead";
        }

        if (schedule.StartsWith('@'))
        {
            return Words.Contains(schedule) || schedule.StartsWith("@every ", StringComparison.Ordinal) ? null : $"unrecognized descriptor: {schedule}";
        }

        var fields = schedule.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length != 5
            ? $"expected exactly 5 fields, found {fields.Length}: [{string.Join(" ", fields)}]"
            : fields.Any(field => field.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('*' or ',' or '-' or '/' or '?')))
                ? "fields of a schedule consist of digits, names, '*', ',', '-', '/' and '?'"
                : null;
    }
}
