using System.Globalization;
using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
using LightKube.Api.Pods;
using LightKube.Api.Quantities;
using LightKube.Api.Views;
using LightKube.ApiServer.Objects;

namespace LightKube.ApiServer.Admission;

/// <summary>The LimitRanges of a namespace: what containers get that ask for nothing, and what they, pods and claims may ask for.</summary>
public sealed class LimitRanger(IObjectReader objects) : IAdmissionPlugin
{
    private const string Annotation = "kubernetes.io/limit-ranger";

    public string Name => "LimitRanger";

    public bool Handles(AdmissionRequest request) =>
        (request.Verb == AdmissionVerb.Create && (request.IsFor(Pod.Schema) || request.IsFor(PersistentVolumeClaim.Schema)))
        || (request.Verb == AdmissionVerb.Update && request.IsFor(PersistentVolumeClaim.Schema));

    public ValueTask MutateAsync(AdmissionRequest request, CancellationToken cancel)
    {
        if (!request.IsFor(Pod.Schema))
        {
            return ValueTask.CompletedTask;
        }

        var ranges = objects.List(LimitRange.Schema, request.Namespace);
        if (ranges.Count > 0 && Items(ranges, "Container").ToList() is { Count: > 0 } items)
        {
            SetDefaults(request.Object!.As<Pod>(), items);
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancel)
    {
        var ranges = objects.List(LimitRange.Schema, request.Namespace);
        if (ranges.Count == 0)
        {
            return ValueTask.CompletedTask;
        }

        var problems = new List<string>();
        if (request.IsFor(PersistentVolumeClaim.Schema))
        {
            var resources = request.Object!.As<PersistentVolumeClaim>().Spec.Resources;
            foreach (var item in Items(ranges, "PersistentVolumeClaim"))
            {
                LimitRangeCheck.Claim(item, Amounts(resources.Requests), problems);
            }
        }
        else
        {
            CheckPod(request, ranges, problems);
        }

        return problems.Count == 0
            ? ValueTask.CompletedTask
            : throw request.Forbid(problems.Count == 1 ? problems[0] : $"[{string.Join(", ", problems)}]");
    }

    private static void CheckPod(AdmissionRequest request, IReadOnlyList<Document> ranges, List<string> problems)
    {
        var spec = request.Object!.As<Pod>().Spec;
        foreach (var item in Items(ranges, "Container"))
        {
            foreach (var container in spec.Containers.Concat(spec.InitContainers))
            {
                LimitRangeCheck.Pair(item, "Container", Amounts(container.Resources.Requests), Amounts(container.Resources.Limits), problems);
            }
        }

        foreach (var item in Items(ranges, "Pod"))
        {
            LimitRangeCheck.Pair(item, "Pod", PodAmounts.Requests(spec), PodAmounts.Limits(spec), problems);
        }
    }

    private static IEnumerable<LimitRangeItem> Items(IReadOnlyList<Document> ranges, string type) =>
        ranges.SelectMany(range => range.As<LimitRange>().Spec.Limits).Where(item => item.Type == type);

    private static Dictionary<string, Quantity> Amounts(QuantityMap map) => PodAmounts.Of(map);

    private static void SetDefaults(Pod pod, List<LimitRangeItem> items)
    {
        var notes = new List<string>();
        foreach (var container in pod.Spec.InitContainers.Concat(pod.Spec.Containers))
        {
            var limits = new SortedSet<string>(StringComparer.Ordinal);
            var requests = new SortedSet<string>(StringComparer.Ordinal);
            foreach (var item in items)
            {
                Fill(container, "limits", item.Default, limits);
                Fill(container, "requests", item.DefaultRequest, requests);
            }

            var what = new List<string>();
            Note(what, requests, "request");
            Note(what, limits, "limit");
            if (what.Count > 0)
            {
                var kind = pod.Spec.InitContainers.Any(init => init.Name == container.Name) ? "init container" : "container";
                notes.Add(string.Create(CultureInfo.InvariantCulture, $"{string.Join("; ", what.Select(part => $"{part} for {kind} {container.Name}"))}"));
            }
        }

        if (notes.Count > 0)
        {
            pod.Metadata.Annotations[Annotation] = "LimitRanger plugin set: " + string.Join("; ", notes);
        }
    }

    private static void Note(List<string> what, SortedSet<string> names, string kind)
    {
        if (names.Count > 0)
        {
            what.Add($"{string.Join(", ", names)} {kind}");
        }
    }

    private static void Fill(Container container, string field, QuantityMap defaults, SortedSet<string> set)
    {
        foreach (var (name, _) in defaults)
        {
            var amounts = container.Resources.Map.GetOrAddMap(field);
            if (!amounts.Contains(name))
            {
                amounts.Set(name, defaults.Peek()![name]);
                set.Add(name);
            }
        }

        if (container.Resources.Map.GetMap(field) is { Count: 0 })
        {
            container.Resources.Map.Remove(field);
        }
    }
}
