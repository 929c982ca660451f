using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Scheduling.V1;

namespace LightKube.ApiServer.Strategies.Kinds;

/// <summary>PriorityClasses. The highest numbers and the names that begin with <c>system-</c> are the system's own.</summary>
public sealed class PriorityClassStrategy() : DefaultStrategy(PriorityClass.Schema)
{
    private const int HighestOfUsers = 1_000_000_000;

    public override void SetDefaults(Document document) => document.As<PriorityClass>().PreemptionPolicy ??= "PreemptLowerPriority";

    protected override void ValidateObject(Document document, FieldErrors errors)
    {
        var item = document.As<PriorityClass>();
        var isSystem = Admission.Priority.SystemClasses.TryGetValue(item.Name, out var value);
        if (isSystem && value == item.Value && !item.GlobalDefault)
        {
            return;
        }

        if (item.Name.StartsWith("system-", StringComparison.Ordinal))
        {
            errors.Forbidden(FieldPath.Metadata.Child("name"), "priority class names with 'system-' prefix are reserved for system use only");
        }

        if (item.Value > HighestOfUsers)
        {
            errors.Forbidden(FieldPath.Of("value"), "maximum allowed value of a user defined priority is 1000000000");
        }
    }

    public override void ValidateUpdate(Document document, Document old, string subresource, FieldErrors errors)
    {
        if (document.As<PriorityClass>().Value != old.As<PriorityClass>().Value)
        {
            errors.Forbidden(FieldPath.Of("value"), "may not be changed in an update.");
        }

        if (document.As<PriorityClass>().PreemptionPolicy != old.As<PriorityClass>().PreemptionPolicy)
        {
            errors.Invalid(FieldPath.Of("preemptionPolicy"), document.Root["preemptionPolicy"], "field is immutable");
        }
    }
}
