using System.Globalization;
using LightKube.Api.Core.V1;
using LightKube.Api.Scheduling.V1;
using LightKube.ApiServer.Objects;

namespace LightKube.ApiServer.Admission;

/// <summary>A pod's number of priority comes from its PriorityClass; there is at most one default class.</summary>
public sealed class Priority(IObjectReader objects) : IAdmissionPlugin
{
    private const string PreemptLowerPriority = "PreemptLowerPriority";

    /// <summary>The classes that exist in every cluster, also before they are stored.</summary>
    internal static readonly IReadOnlyDictionary<string, int> SystemClasses = new Dictionary<string, int>
    {
        ["system-cluster-critical"] = 2_000_000_000,
        ["system-node-critical"] = 2_000_001_000,
    };

    public string Name => "Priority";

    public bool Handles(AdmissionRequest request) =>
        request.Verb is AdmissionVerb.Create or AdmissionVerb.Update && (request.IsFor(PriorityClass.Schema) || request.IsFor(Pod.Schema));

    public ValueTask MutateAsync(AdmissionRequest request, CancellationToken cancel)
    {
        if (!request.IsFor(Pod.Schema))
        {
            return ValueTask.CompletedTask;
        }

        var pod = request.Object!.As<Pod>();
        if (request.Verb == AdmissionVerb.Create)
        {
            SetPriority(request, pod);
        }
        else
        {
            KeepPriority(pod.Spec, request.Old!.As<Pod>().Spec);
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancel)
    {
        if (!request.IsFor(PriorityClass.Schema) || !request.Object!.As<PriorityClass>().GlobalDefault)
        {
            return ValueTask.CompletedTask;
        }

        var other = objects.List<PriorityClass>(null).FirstOrDefault(item => item.GlobalDefault && item.Name != request.Object!.Name);
        return other is null
            ? ValueTask.CompletedTask
            : throw request.Forbid($"PriorityClass {other.Name} is already marked as default. Only one default can exist");
    }

    // An update that leaves out what was computed means no change. What it gives instead is refused later.
    private static void KeepPriority(PodSpec spec, PodSpec before)
    {
        spec.Priority ??= before.Priority;
        spec.PreemptionPolicy ??= before.PreemptionPolicy;
    }

    private void SetPriority(AdmissionRequest request, Pod pod)
    {
        var (priority, policy) = Find(request, pod);
        if (pod.Spec.Priority is { } given && given != priority)
        {
            throw request.Forbid(string.Create(
                CultureInfo.InvariantCulture,
                $"the integer value of priority ({given}) must not be provided in pod spec; priority admission controller computed {priority} from the given PriorityClass name"));
        }

        if (pod.Spec.PreemptionPolicy is { } asked && asked != policy)
        {
            throw request.Forbid(
                $"the string value of PreemptionPolicy ({asked}) must not be provided in pod spec; priority admission controller computed {policy} from the given PriorityClass name");
        }

        pod.Spec.Priority = priority;
        pod.Spec.PreemptionPolicy = policy;
    }

    private (int Value, string Policy) Find(AdmissionRequest request, Pod pod)
    {
        var name = pod.Spec.PriorityClassName;
        if (name.Length == 0)
        {
            // Of several defaults, which only a race can make, the least counts.
            if (Standard() is not { } standard)
            {
                return (0, PreemptLowerPriority);
            }

            pod.Spec.PriorityClassName = standard.Name;
            return (standard.Value, standard.PreemptionPolicy ?? PreemptLowerPriority);
        }

        if (objects.Find<PriorityClass>("", name) is { } found)
        {
            return (found.Value, found.PreemptionPolicy ?? PreemptLowerPriority);
        }

        return SystemClasses.TryGetValue(name, out var value)
            ? (value, PreemptLowerPriority)
            : throw request.Forbid($"no PriorityClass with name {name} was found");
    }

    private PriorityClass? Standard()
    {
        PriorityClass? least = null;
        foreach (var document in objects.List(PriorityClass.Schema, null))
        {
            if (document.Root["globalDefault"].AsBool == true && document.As<PriorityClass>() is var item && (least is null || item.Value < least.Value))
            {
                least = item;
            }
        }

        return least;
    }
}
