using LightKube.Api.Validation;
using LightKube.ApiServer.Validation.Workloads;

namespace LightKube.ApiServer.Validation.Batch;

/// <summary>What may be reported about a job: its end is told once, and counts only grow.</summary>
internal static class JobStatusRules
{
    private static readonly string[] Terminal = ["Failed", "Complete", "FailureTarget", "SuccessCriteriaMet"];

    public static void Validate(Field obj, Field old)
    {
        var (status, before) = (obj["status"], old["status"]);
        WorkloadRules.BeNotNegative(status, "active", "succeeded", "failed", "ready", "terminating");
        Uncounted(status["uncountedTerminatedPods"]);
        Conditions(status["conditions"], before["conditions"]);
        Times(status);
        Counts(obj, before);
    }

    private static void Uncounted(Field uncounted)
    {
        var seen = default(SeenTexts);
        foreach (var list in (ReadOnlySpan<string>)["succeeded", "failed"])
        {
            for (var i = 0; i < uncounted[list].Count; i++)
            {
                var uid = uncounted[list][i];
                if (!uid.HasText)
                {
                    uid.Invalid("must not be empty");
                }
                else if (!seen.Add(uid.Text))
                {
                    uid.Duplicate();
                }
            }
        }
    }

    private static void Conditions(Field conditions, Field old)
    {
        var (complete, failed) = (Is(conditions, "Complete"), Is(conditions, "Failed"));
        if (complete && failed)
        {
            conditions.InvalidUnshown("cannot set Complete=True and Failed=true conditions");
        }

        if (complete && Is(conditions, "FailureTarget"))
        {
            conditions.InvalidUnshown("cannot set Complete=True and FailureTarget=true conditions");
        }

        if (Is(conditions, "SuccessCriteriaMet") && failed)
        {
            conditions.InvalidUnshown("cannot set SuccessCriteriaMet=True and Failed=true conditions");
        }

        if (Is(conditions, "SuccessCriteriaMet") && Is(conditions, "FailureTarget"))
        {
            conditions.InvalidUnshown("cannot set SuccessCriteriaMet=True and FailureTarget=true conditions");
        }

        foreach (var type in Terminal)
        {
            if (Is(old, type) && !Is(conditions, type))
            {
                conditions.InvalidUnshown($"cannot disable the {(type == "SuccessCriteriaMet" ? "" : "terminal ")}{type}=True condition");
            }
        }
    }

    private static void Times(Field status)
    {
        var (complete, start, end) = (Is(status["conditions"], "Complete"), status["startTime"], status["completionTime"]);
        if (end.IsSet && !complete)
        {
            end.Invalid("cannot set completionTime when there is no Complete=True condition");
        }

        if (!end.IsSet && complete)
        {
            end.Required("completionTime is required for Complete jobs");
        }

        if (start.IsSet && end.IsSet && string.CompareOrdinal(end.Text, start.Text) < 0)
        {
            end.Invalid("completionTime cannot be set before startTime");
        }
    }

    private static void Counts(Field obj, Field before)
    {
        var status = obj["status"];
        var isFinished = Is(status["conditions"], "Complete") || Is(status["conditions"], "Failed");
        if (isFinished && status["active"].Number > 0)
        {
            status["active"].Invalid("active>0 is invalid for finished job");
        }

        if (isFinished && !status["startTime"].IsSet)
        {
            status["startTime"].Required("startTime is required for finished job");
        }

        Indexes(obj);
        if (status["failed"].Number < before["failed"].Number)
        {
            status["failed"].Invalid(status["failed"].Number, "cannot decrease the failed counter");
        }

        if (status["succeeded"].Number < before["succeeded"].Number && obj["spec"]["completionMode"].Text != "Indexed")
        {
            status["succeeded"].Invalid(status["succeeded"].Number, "cannot decrease the succeeded counter");
        }
    }

    private static void Indexes(Field obj)
    {
        var (completed, completions) = (obj["status"]["completedIndexes"], obj["spec"]["completions"]);
        if (completed.HasText && obj["spec"]["completionMode"].Text != "Indexed")
        {
            completed.Invalid("cannot set non-empty completedIndexes when non-indexed completion mode");
        }
        else if (completed.HasText && completions.IsSet && IndexIntervals.Problem(completed.Text, completions.Number, out _) is { } problem)
        {
            completed.Invalid($"error parsing completedIndexes: {problem}");
        }
    }

    private static bool Is(Field conditions, string type)
    {
        for (var i = 0; i < conditions.Count; i++)
        {
            if (conditions[i]["type"].Text == type && conditions[i]["status"].Text == "True")
            {
                return true;
            }
        }

        return false;
    }
}
