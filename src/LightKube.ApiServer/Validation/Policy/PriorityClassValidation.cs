using LightKube.Api.Scheduling.V1;
using LightKube.Api.Validation;

namespace LightKube.ApiServer.Validation.Policy;

/// <summary>PriorityClasses. The highest numbers and the names that begin with <c>system-</c> are the system's own.</summary>
internal sealed class PriorityClassValidation() : KindValidation(PriorityClass.Schema)
{
    private const int HighestOfUsers = 1_000_000_000;

    private static readonly string[] PreemptionPolicies = ["PreemptLowerPriority", "Never"];

    protected override void ValidateCreate(Field obj)
    {
        var (name, value) = (obj["metadata"]["name"], obj["value"]);
        if (name.Text.StartsWith("system-", StringComparison.Ordinal))
        {
            if (SystemProblem(name.Text, value.Number, obj["globalDefault"].IsTrue) is { } problem)
            {
                name.Forbidden($"priority class names with 'system-' prefix are reserved for system use only. error: {problem}");
            }
        }
        else if (value.Number > HighestOfUsers)
        {
            value.Forbidden($"maximum allowed value of a user defined priority is {HighestOfUsers}");
        }

        if (obj["preemptionPolicy"].IsSet)
        {
            obj["preemptionPolicy"].RequireOneOf(PreemptionPolicies);
        }
    }

    protected override void ValidateUpdate(Field obj, Field old)
    {
        if (obj["value"].Number != old["value"].Number)
        {
            obj.Named("Value").Forbidden("may not be changed in an update.");
        }

        obj["preemptionPolicy"].BeUnchanged(old["preemptionPolicy"]);
    }

    private static string? SystemProblem(string name, long value, bool isDefault) => !Admission.Priority.SystemClasses.TryGetValue(name, out var expected)
        ? $"{name} is not a known system priority class"
        : value != expected
            ? $"value of {name} PriorityClass must be {expected}"
            : isDefault ? $"globalDefault of {name} PriorityClass must be false" : null;
}
