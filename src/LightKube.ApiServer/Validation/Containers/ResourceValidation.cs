using LightKube.Api.Documents;
using LightKube.Api.Validation;

namespace LightKube.ApiServer.Validation.Containers;

/// <summary>Requests, limits and claims of a container or of a pod.</summary>
internal static class ResourceValidation
{
    private static readonly string[] PodLevel = ["cpu", "hugepages-", "memory"];

    public static void OfContainer(Field resources, NamedItems claims) => Validate(resources, claims, ofPod: false);

    public static void OfPod(Field resources, NamedItems claims) => Validate(resources, claims, ofPod: true);

    private static void Validate(Field resources, NamedItems claims, bool ofPod)
    {
        if (!resources.IsSet)
        {
            return;
        }

        var (limits, requests) = (resources["limits"], resources["requests"]);
        var (compute, pages) = (false, false);
        foreach (ref readonly var entry in limits.Entries)
        {
            Amount(limits, entry, ofPod, ref compute, ref pages);
        }

        foreach (ref readonly var entry in requests.Entries)
        {
            Amount(requests, entry, ofPod, ref compute, ref pages);
            Compare(requests, limits, entry);
        }

        if (pages && !compute)
        {
            resources.Forbidden("HugePages require cpu or memory");
        }

        ClaimValidation.Uses(resources["claims"], claims);
    }

    private static void Amount(Field list, in DocMap.Entry entry, bool ofPod, ref bool compute, ref bool pages)
    {
        var at = list.Entry(entry.Key);
        if (ofPod)
        {
            PodResourceName(at, entry.Key);
        }
        else
        {
            at.BeContainerResourceName(entry.Key);
        }

        at.BeAmountOf(entry.Key);
        compute |= entry.Key is "cpu" or "memory";
        if (ResourceNames.IsHugePages(entry.Key))
        {
            pages = true;
            if (at.Quantity is { } amount && !ResourceNames.IsWholePages(entry.Key, amount))
            {
                at.Invalid(amount.ToString(), $"{amount} is not positive integer multiple of {entry.Key}");
            }
        }
    }

    private static void PodResourceName(Field at, string name)
    {
        var before = at.Errors;
        at.BeResourceName(name);
        if (at.Errors == before && name is not ("cpu" or "memory") && !ResourceNames.IsHugePages(name))
        {
            at.NotSupported(name, PodLevel);
        }
    }

    private static void Compare(Field requests, Field limits, in DocMap.Entry entry)
    {
        var name = entry.Key;
        var shared = ResourceNames.MayBeOvercommitted(name);
        if (requests.Entry(name).Quantity is not { } request)
        {
            return;
        }

        if (limits.Entry(name).Quantity is not { } limit)
        {
            if (!shared)
            {
                limits.Required("Limit must be set for non overcommitable resources");
            }
        }
        else if (!shared && request != limit)
        {
            requests.Invalid(request.ToString(), $"must be equal to {name} limit of {limit}");
        }
        else if (request > limit)
        {
            requests.Invalid(request.ToString(), $"must be less than or equal to {name} limit of {limit}");
        }
    }
}
