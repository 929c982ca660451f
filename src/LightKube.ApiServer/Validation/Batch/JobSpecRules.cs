using LightKube.Api.Validation;
using LightKube.ApiServer.Validation.Pods;
using LightKube.ApiServer.Validation.Workloads;

namespace LightKube.ApiServer.Validation.Batch;

/// <summary>What a job is to do: of Jobs and of templates of jobs.</summary>
internal static class JobSpecRules
{
    private const int MaxParallelism = 100_000;
    private const int MaxFailedIndexes = 100_000;
    private const int ManyCompletions = 100_000;
    private const int MaxParallelismOfMany = 10_000;
    private const int MaxFailedIndexesOfMany = 10_000;
    private const int MaxManagedBy = 63;

    private static readonly string[] Modes = ["NonIndexed", "Indexed"];
    private static readonly string[] Replacements = ["Failed", "TerminatingOrFailed"];

    public static void Validate(Field spec)
    {
        WorkloadRules.BeNotNegative(
            spec, "parallelism", "completions", "activeDeadlineSeconds", "backoffLimit", "ttlSecondsAfterFinished", "backoffLimitPerIndex", "maxFailedIndexes");
        if (spec["maxFailedIndexes"].IsSet && !spec["backoffLimitPerIndex"].IsSet)
        {
            spec["backoffLimitPerIndex"].Required("when maxFailedIndexes is specified");
        }

        ManagedBy(spec["managedBy"]);
        spec["completionMode"].BeOneOfIfSet(Modes);
        var isIndexed = spec["completionMode"].Text == "Indexed";
        if (isIndexed)
        {
            Indexed(spec);
        }
        else
        {
            NotIndexed(spec["backoffLimitPerIndex"]);
            NotIndexed(spec["maxFailedIndexes"]);
        }

        JobFailurePolicy.Validate(spec);
        SuccessPolicy(spec, isIndexed);
        Replacement(spec);
        PodTemplateRules.Validate(spec["template"]);
        RestartPolicy(spec);
    }

    private static void ManagedBy(Field manager)
    {
        if (!manager.IsSet)
        {
            return;
        }

        DomainPaths.BePrefixedPath(manager);
        if (manager.Text.Length > MaxManagedBy)
        {
            manager.TooLong(MaxManagedBy);
        }
    }

    private static void Indexed(Field spec)
    {
        var (completions, parallelism, failed) = (spec["completions"], spec["parallelism"], spec["maxFailedIndexes"]);
        if (!completions.IsSet)
        {
            completions.Required("when completion mode is Indexed");
        }

        BeAtMost(parallelism, MaxParallelism, $"must be less than or equal to {MaxParallelism} when completion mode is Indexed");
        if (completions.IsSet)
        {
            BeAtMost(failed, completions.Number, "must be less than or equal to completions");
        }

        BeAtMost(failed, MaxFailedIndexes, $"must be less than or equal to {MaxFailedIndexes}");
        if (completions.Number > ManyCompletions && spec["backoffLimitPerIndex"].IsSet)
        {
            ManyIndexes(parallelism, failed);
        }
    }

    private static void ManyIndexes(Field parallelism, Field failed)
    {
        const string When = "when completions are above 100000 and used with backoff limit per index";
        if (!failed.IsSet)
        {
            failed.Required($"must be specified when completions is above {ManyCompletions}");
        }

        BeAtMost(parallelism, MaxParallelismOfMany, $"must be less than or equal to {MaxParallelismOfMany} {When}");
        BeAtMost(failed, MaxFailedIndexesOfMany, $"must be less than or equal to {MaxFailedIndexesOfMany} {When}");
    }

    private static void BeAtMost(Field number, long most, string problem)
    {
        if (number.Number > most)
        {
            number.Invalid(problem);
        }
    }

    private static void NotIndexed(Field field)
    {
        if (field.IsSet)
        {
            field.Invalid("requires indexed completion mode");
        }
    }

    private static void SuccessPolicy(Field spec, bool isIndexed)
    {
        var policy = spec["successPolicy"];
        if (!policy.IsSet)
        {
            return;
        }

        if (isIndexed)
        {
            JobSuccessPolicy.Validate(policy, spec["completions"].Number);
        }
        else
        {
            policy.Invalid("requires indexed completion mode");
        }
    }

    private static void Replacement(Field spec)
    {
        var policy = spec["podReplacementPolicy"];
        if (spec["podFailurePolicy"].IsSet)
        {
            policy.BeOneOfIfSet(["Failed"]);
        }
        else
        {
            policy.BeOneOfIfSet(Replacements);
        }
    }

    private static void RestartPolicy(Field spec)
    {
        var policy = spec["template"]["spec"]["restartPolicy"];
        if (policy.Text is "" or "Always")
        {
            policy.Required("valid values: \"OnFailure\", \"Never\"");
        }
        else if (policy.Text is not ("OnFailure" or "Never"))
        {
            policy.NotSupported("OnFailure", "Never");
        }
        else if (spec["podFailurePolicy"].IsSet && policy.Text != "Never")
        {
            policy.Invalid("only \"Never\" is supported when podFailurePolicy is specified");
        }
    }
}
