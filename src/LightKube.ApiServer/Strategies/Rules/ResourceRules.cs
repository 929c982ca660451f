using LightKube.Api.Core.V1;
using LightKube.Api.Errors;
using LightKube.Api.Views;

namespace LightKube.ApiServer.Strategies.Rules;

/// <summary>The rules about requests and limits.</summary>
internal static class ResourceRules
{
    private static readonly HashSet<string> NativeResources = ["cpu", "memory", "ephemeral-storage"];

    public static void Validate(ResourceRequirements resources, FieldPath path, FieldErrors errors)
    {
        Names(resources.Limits, path.Child("limits"), errors);
        Names(resources.Requests, path.Child("requests"), errors);
        foreach (var (name, _) in resources.Requests)
        {
            Compare(resources, name, path.Child("requests"), errors);
        }
    }

    private static void Compare(ResourceRequirements resources, string name, FieldPath path, FieldErrors errors)
    {
        if (resources.Limits[name] is not { } limit || resources.Requests[name] is not { } request)
        {
            return;
        }

        if (IsOvercommitted(name) ? request > limit : request != limit)
        {
            errors.Invalid(path, request.ToString(), IsOvercommitted(name)
                ? $"must be less than or equal to {name} limit of {limit}"
                : $"must be equal to {name} limit of {limit}");
        }
    }

    private static void Names(QuantityMap map, FieldPath path, FieldErrors errors)
    {
        foreach (var (name, text) in map)
        {
            var at = path.Key(name);
            if (!NativeResources.Contains(name) && !name.StartsWith("hugepages-", StringComparison.Ordinal) && !name.Contains('/'))
            {
                errors.Invalid(at, name, "must be a standard resource type or fully qualified");
            }
            else if (ValueRules.QualifiedName(name) is { } problem)
            {
                errors.Invalid(at, name, problem);
            }

            if (map[name] is not { } quantity)
            {
                errors.Invalid(at, text, "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
            }
            else if (quantity.Sign < 0)
            {
                errors.Invalid(at, text, "must be greater than or equal to 0");
            }
        }
    }

    // Whole things are not shared: what is asked for is what there is.
    private static bool IsOvercommitted(string name) => NativeResources.Contains(name);

    /// <summary>A quantity that must be there and positive, such as a claim's storage.</summary>
    public static void Positive(QuantityMap map, string name, FieldPath path, FieldErrors errors)
    {
        if (!map.ContainsKey(name))
        {
            errors.Required(path.Key(name));
        }
        else if (map[name] is not { Sign: > 0 })
        {
            errors.Invalid(path.Key(name), map.Peek()![name], "must be greater than zero");
        }
    }
}
