using LightKube.Api.Apply;
using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Schemas;

namespace LightKube.Api.Tests.Apply;

/// <summary>One object and those who write it, as a server would let them. The time advances by a second with each write.</summary>
internal sealed class ApplyRig(KindSchema? kind = null, IObjectVersions? versions = null)
{
    private readonly KindSchema _kind = kind ?? Widgets.Kind;
    private int _second;

    public DocMap? Stored { get; private set; }

    /// <summary>The spec without what the test is not about.</summary>
    public string Spec => Stored!["spec"].ToString();

    public ApplyRig Apply(string manager, string spec, bool force = false, KindSchema? at = null, FieldFilter? filter = null, string subresource = "") =>
        ApplyObject(manager, $"{{'spec':{spec}}}", force, at, filter, subresource);

    public ApplyRig ApplyObject(string manager, string json, bool force = false, KindSchema? at = null, FieldFilter? filter = null, string subresource = "")
    {
        var used = at ?? _kind;
        var owner = new FieldOwner(manager, used.ApiVersion, subresource, Now(), IsApplied: true);
        Stored = FieldManagement.Apply(used, Stored, WithHead(json, used), owner, force, filter ?? FieldFilter.All, versions ?? new OneVersion(used)).Freeze();
        return this;
    }

    public ApplyRig Update(string manager, string spec, FieldFilter? filter = null, string subresource = "", KindSchema? at = null) =>
        UpdateObject(manager, $"{{'spec':{spec}}}", filter, subresource, at: at);

    public ApplyRig UpdateObject(string manager, string json, FieldFilter? filter = null, string subresource = "", bool reset = false, KindSchema? at = null)
    {
        var used = at ?? _kind;
        var next = WithHead(json, used);
        var owner = new FieldOwner(manager, used.ApiVersion, subresource, Now(), IsApplied: false);
        FieldManagement.Update(used, Stored, next, owner, filter ?? FieldFilter.All, versions ?? new OneVersion(used), reset);
        Stored = next.Freeze();
        return this;
    }

    /// <summary>Brings the object to another version, as a server does before it lets a request at that version see it.</summary>
    public void ConvertTo(KindSchema other) => Stored = new WidgetVersions().Convert(Stored!, _kind, other).Freeze();

    /// <summary>The conflicts of an apply: messages of its causes with their fields.</summary>
    public string[] ConflictsOf(string manager, string spec)
    {
        var e = Assert.Throws<ApiException>(() => Apply(manager, spec))!;
        Assert.That(e.Code, Is.EqualTo(409), e.Message);
        return [.. e.Causes.Select(cause => $"{cause.Message}: {cause.Field}")];
    }

    /// <summary>The paths that the manager owns, joined by spaces; "-" when it owns nothing.</summary>
    public string Owned(string manager, string? operation = null)
    {
        var entries = Entries().Where(entry => entry.GetString("manager") == manager && (operation is null || entry.GetString("operation") == operation)).ToList();
        return entries.Count == 0 ? "-" : string.Join(' ', entries.SelectMany(entry => FieldSet.Parse(entry["fieldsV1"]).Paths()));
    }

    public string? TimeOf(string manager) => Entries().Single(entry => entry.GetString("manager") == manager).GetString("time");

    public string[] Managers() => [.. Entries().Select(entry => entry.GetString("manager")!)];

    public IEnumerable<DocMap> Entries()
    {
        var list = Stored!.GetMap("metadata")?.GetList("managedFields") ?? new DocList();
        return list.Items.ToArray().Select(item => item.AsMap!);
    }

    private string Now() => $"2026-01-01T00:00:{++_second:00}Z";

    private static DocMap WithHead(string json, KindSchema kind)
    {
        var root = Trees.Map(json);
        if (!root.Contains("apiVersion"))
        {
            root.Set("apiVersion", kind.ApiVersion);
            root.Set("kind", kind.Kind);
        }

        return root;
    }
}
