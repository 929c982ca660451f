using LightKube.Api.Discovery.V1;
using LightKube.Api.Views;
using LightKube.Client;

namespace LightKube.Controllers.ServiceEndpoints;

/// <summary>What brings the slices of a Service into step. Endpoints stay where they are, so that few slices change.</summary>
internal sealed record SlicePlan(IReadOnlyList<EndpointSlice> Create, IReadOnlyList<EndpointSlice> Update, IReadOnlyList<EndpointSlice> Delete)
{
    /// <param name="groups">The endpoints as they are to be.</param>
    /// <param name="existing">The slices there are.</param>
    /// <param name="newSlice">An empty slice with all that every slice of the Service has in common.</param>
    public static SlicePlan For(
        IEnumerable<EndpointGroup> groups, IReadOnlyList<EndpointSlice> existing, Func<EndpointSlice> newSlice)
    {
        var plan = new SlicePlan([], [], []);
        var used = new HashSet<EndpointSlice>();
        foreach (var group in groups)
        {
            var fitting = existing.Where(slice => !used.Contains(slice) && slice.Metadata.DeletionTimestamp is null && group.Fits(slice)).ToList();
            used.UnionWith(fitting);
            plan = plan.With(PlanGroup(group, fitting, newSlice));
        }
        return Recycle(plan with { Delete = [.. plan.Delete, .. existing.Where(slice => !used.Contains(slice))] });
    }

    // A slice that would be deleted becomes one that would be created, where it can: names stay, and there is never a moment without.
    private static SlicePlan Recycle(SlicePlan plan)
    {
        var (create, update, delete) = (new List<EndpointSlice>(), plan.Update.ToList(), plan.Delete.ToList());
        foreach (var wanted in plan.Create)
        {
            if (delete.Find(slice => slice.AddressType == wanted.AddressType && slice.Metadata.DeletionTimestamp is null) is not { } spare)
            {
                create.Add(wanted);
                continue;
            }
            delete.Remove(spare);
            var recycled = wanted.MutableCopy();
            recycled.Metadata = spare.Metadata;
            recycled.Metadata.Labels.Clear();
            foreach (var (key, value) in wanted.Metadata.Labels)
                recycled.Metadata.Labels[key] = value;
            recycled.Metadata.Annotations[EndpointLabels.TriggerTime] = wanted.Metadata.Annotations[EndpointLabels.TriggerTime];
            update.Add(recycled);
        }
        return new SlicePlan(create, update, delete);
    }

    private SlicePlan With(SlicePlan other) =>
        new([.. Create, .. other.Create], [.. Update, .. other.Update], [.. Delete, .. other.Delete]);

    private static SlicePlan PlanGroup(EndpointGroup group, List<EndpointSlice> existing, Func<EndpointSlice> newSlice)
    {
        var wanted = new Dictionary<string, WantedEndpoint>(StringComparer.Ordinal);
        foreach (var endpoint in group.Endpoints)
            wanted[endpoint.Identity] = endpoint;
        var drafts = existing.Select(slice => new SliceDraft(slice, wanted)).ToList();
        foreach (var draft in drafts)
            draft.Placed.ForEach(placed => wanted.Remove(placed.Identity));

        Place(drafts, [.. wanted.Values]);
        var rest = wanted.Values.Skip(drafts.Sum(static draft => draft.Added)).ToList();
        var created = rest.Chunk(EndpointLimits.PerSlice).ToList();

        // The first slice stays even when it is empty and nothing else is left.
        var kept = drafts.Where(static draft => draft.Placed.Count > 0).ToList();
        if (kept.Count == 0 && created.Count == 0)
            kept = drafts.Take(1).ToList();
        if (kept.Count == 0 && created.Count == 0)
            created.Add([]);
        return new SlicePlan(
            [.. created.Select(endpoints => Fill(newSlice(), group, endpoints, endpoints))],
            [.. kept.Select(draft => Updated(draft, group, newSlice)).OfType<EndpointSlice>()],
            [.. drafts.Except(kept).Select(static draft => draft.Slice)]);
    }

    // Slices that change anyway are filled first, the fullest first, so that the others need not change.
    private static void Place(List<SliceDraft> drafts, List<WantedEndpoint> unplaced)
    {
        var next = 0;
        foreach (var draft in drafts.OrderByDescending(static draft => draft.HasChanged).ThenByDescending(static draft => draft.Placed.Count))
        {
            while (next < unplaced.Count && draft.Placed.Count < EndpointLimits.PerSlice)
                draft.Add(unplaced[next++]);
        }
    }

    private static EndpointSlice? Updated(SliceDraft draft, EndpointGroup group, Func<EndpointSlice> newSlice)
    {
        var common = newSlice();
        if (!draft.HasChanged && SameCommon(draft.Slice, common))
            return null;
        var updated = draft.Slice.MutableCopy();
        updated.Metadata.Labels.Clear();
        foreach (var (key, value) in common.Metadata.Labels)
            updated.Metadata.Labels[key] = value;
        return Fill(updated, group, draft.Placed, draft.Changed);
    }

    private static bool SameCommon(EndpointSlice slice, EndpointSlice common) =>
        slice.Metadata.Labels.Count == common.Metadata.Labels.Count
        && common.Metadata.Labels.All(label => slice.Metadata.Labels[label.Key] == label.Value);

    private static EndpointSlice Fill(
        EndpointSlice slice, EndpointGroup group, IEnumerable<WantedEndpoint> endpoints, IEnumerable<WantedEndpoint> changed)
    {
        slice.AddressType = group.AddressType;
        group.FillPorts(slice);
        slice.Endpoints.ReplaceWith(endpoints.Select(static wanted => wanted.Endpoint));
        slice.Metadata.Annotations[EndpointLabels.TriggerTime] =
            changed.Min(static wanted => wanted.ChangedAt) is { } first ? ViewScalars.FormatTime(first) : null;
        return slice;
    }
}

/// <summary>A slice there is, and what it is to hold.</summary>
internal sealed class SliceDraft
{
    public SliceDraft(EndpointSlice slice, Dictionary<string, WantedEndpoint> wanted)
    {
        Slice = slice;
        foreach (var present in slice.Endpoints)
        {
            if (!wanted.TryGetValue(WantedEndpoint.IdentityOf(present), out var endpoint))
            {
                HasChanged = true;
                continue;
            }
            Placed.Add(endpoint);
            if (endpoint.Endpoint.ToValue() != present.ToValue())
            {
                HasChanged = true;
                Changed.Add(endpoint);
            }
        }
    }

    public EndpointSlice Slice { get; }

    public List<WantedEndpoint> Placed { get; } = [];

    /// <summary>Those that are new or differ.</summary>
    public List<WantedEndpoint> Changed { get; } = [];

    public bool HasChanged { get; private set; }

    /// <summary>How many are new here.</summary>
    public int Added { get; private set; }

    public void Add(WantedEndpoint endpoint)
    {
        Placed.Add(endpoint);
        Changed.Add(endpoint);
        Added++;
        HasChanged = true;
    }
}
