using System.Collections.Frozen;
using LightKube.Api.Schemas;

namespace LightKube.ApiServer.Registry;

/// <summary>Every resource that is served, found by what a URL says. An immutable snapshot is swapped when kinds come or go.</summary>
public sealed class ResourceCatalog
{
    private readonly IReadOnlyList<ServedResource> _builtIn;
    private volatile Snapshot _snapshot;

    public ResourceCatalog(IEnumerable<ServedResource> resources)
    {
        _builtIn = resources.ToList();
        _snapshot = new Snapshot(_builtIn);
    }

    /// <summary>What is served at one moment. Whatever is made of it may be kept for as long as it is the present one.</summary>
    public sealed class Snapshot
    {
        private readonly FrozenDictionary<(string Group, string Version, string Plural), ServedResource> _byPath;
        private readonly FrozenSet<(string Group, string Version)> _groupVersions;

        internal Snapshot(IReadOnlyList<ServedResource> all)
        {
            All = all;
            _byPath = all.ToFrozenDictionary(resource => (resource.Schema.Group, resource.Schema.Version, resource.Schema.Plural));
            _groupVersions = all.Select(resource => (resource.Schema.Group, resource.Schema.Version)).ToFrozenSet();
        }

        public IReadOnlyList<ServedResource> All { get; }

        public ServedResource? Find(string group, string version, string plural) => _byPath.GetValueOrDefault((group, version, plural));

        public bool HasGroupVersion(string group, string version) => _groupVersions.Contains((group, version));
    }

    public Snapshot Current => _snapshot;

    /// <summary>Another snapshot is the present one. Raised on the store's writer's thread, or wherever custom kinds are installed: handlers must be quick.</summary>
    public event Action? Changed;

    public IReadOnlyList<ServedResource> All => _snapshot.All;

    public ServedResource? Find(string group, string version, string plural) => _snapshot.Find(group, version, plural);

    public ServedResource? Find(KindSchema schema) => Find(schema.Group, schema.Version, schema.Plural);

    public bool HasGroupVersion(string group, string version) => _snapshot.HasGroupVersion(group, version);

    /// <summary>True when a built-in kind has that name in the group, at any version: no custom one can take its place.</summary>
    public bool IsBuiltIn(string group, string plural) =>
        _builtIn.Any(resource => resource.Schema.Group == group && resource.Schema.Plural == plural);

    /// <summary>Serves these custom kinds beside the built-in ones from now on, and no others.</summary>
    internal void SetCustom(IEnumerable<ServedResource> custom)
    {
        _snapshot = new Snapshot([.. _builtIn, .. custom]);
        Changed?.Invoke();
    }
}
