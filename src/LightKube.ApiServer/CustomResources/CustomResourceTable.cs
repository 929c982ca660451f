using System.Security.Cryptography;
using LightKube.Api.ApiExtensions.V1;
using LightKube.Api.CustomResources;
using LightKube.Api.Documents;
using LightKube.Api.Json;
using LightKube.Api.Schemas;
using LightKube.Api.Views;
using LightKube.ApiServer.Objects;
using LightKube.ApiServer.Registry;
using LightKube.ApiServer.Watching;
using LightKube.ApiServer.Webhooks;

namespace LightKube.ApiServer.CustomResources;

/// <summary>
/// Keeps the catalog and the watch cache in step with the established CustomResourceDefinitions. It hears of every change before the
/// change's writer gets an answer, so whoever has the answer is served by the new definition.
/// </summary>
public sealed class CustomResourceTable(WatchCache cache, ResourceCatalog catalog, IObjectReader objects, WebhookClient webhooks, TimeProvider time) : IObjectObserver
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, InstalledDefinition> _installed = new(StringComparer.Ordinal);

    public IReadOnlyList<KindSchema> Kinds { get; } = [CustomResourceDefinition.Schema];

    /// <summary>At the start: the caches of all definitions that are established, still to be loaded.</summary>
    public IEnumerable<ResourceCache> Discover()
    {
        lock (_lock)
        {
            foreach (var document in objects.List(CustomResourceDefinition.Schema, null))
            {
                var definition = document.As<CustomResourceDefinition>();
                if (IsToBeServed(definition))
                {
                    _installed[document.Name] = Compile(document);
                }
            }

            Publish_NeedsLock();
            return [.. _installed.Values.Select(static installed => installed.Cache)];
        }
    }

    public void OnChanged(KindSchema kind, Document? before, Document? after)
    {
        lock (_lock)
        {
            if (after is null)
            {
                Remove_NeedsLock(before!.Name);
            }
            else if (_installed.TryGetValue(after.Name, out var installed))
            {
                Update_NeedsLock(installed, after);
            }
            else if (IsToBeServed(after.As<CustomResourceDefinition>()))
            {
                // Another server established it; nobody has stored objects here yet.
                var added = Compile(after);
                cache.Add(added.Cache);
                _installed.Add(after.Name, added);
                Publish_NeedsLock();
            }
        }
    }

    /// <summary>Serves a definition whose names have just been accepted, so that it can be called established.</summary>
    internal async Task InstallAsync(Document definition, CancellationToken cancel)
    {
        lock (_lock)
        {
            if (_installed.ContainsKey(definition.Name) || !CanBeServed(definition.As<CustomResourceDefinition>()))
            {
                return;
            }
        }

        var added = Compile(definition);
        await cache.AddAsync(added.Cache, cancel);
        lock (_lock)
        {
            if (!_installed.TryAdd(definition.Name, added))
            {
                return;
            }

            Publish_NeedsLock();
        }
    }

    /// <summary>The definition as it is served; null when it is not.</summary>
    internal InstalledDefinition? Find(string name)
    {
        lock (_lock)
        {
            return _installed.GetValueOrDefault(name);
        }
    }

    private void Update_NeedsLock(InstalledDefinition installed, Document definition)
    {
        if (installed.Uid != definition.Uid)
        {
            Remove_NeedsLock(installed.Name);
            return;
        }

        var isTerminating = IsTerminating(definition);
        if (FingerprintOf(definition) == installed.Fingerprint)
        {
            if (isTerminating != installed.IsTerminating)
            {
                // The same objects and watches, by other rules.
                _installed[installed.Name] = installed with
                {
                    IsTerminating = isTerminating,
                    Resources = [.. installed.Resources.Select(resource => resource with { Strategy = new CustomStrategy(resource.Schema, isTerminating) })],
                };
                Publish_NeedsLock();
            }

            return;
        }

        var updated = Compile(definition);
        cache.Replace(installed.Cache, updated.Cache);
        _installed[installed.Name] = updated;
        Publish_NeedsLock();
    }

    private void Remove_NeedsLock(string name)
    {
        if (_installed.Remove(name, out var gone))
        {
            Publish_NeedsLock();
            cache.Remove(gone.Cache);
        }
    }

    private void Publish_NeedsLock() => catalog.SetCustom(
        _installed.Values.OrderBy(static installed => installed.Name, StringComparer.Ordinal).SelectMany(static installed => installed.Served));

    private InstalledDefinition Compile(Document document)
    {
        var name = document.Name;
        var definition = document.As<CustomResourceDefinition>();
        var kinds = CustomKinds.Compile(definition, () => objects.Find(CustomResourceDefinition.Schema, new ObjectKey("", name))?.As<CustomResourceDefinition>());
        var storage = kinds.First(static kind => kind.Custom!.IsStorage);
        var webhook = kinds.Count > 1 ? WebhookOf(definition) : null;
        var stored = new ResourceCache(storage, time, new CustomEntryReader(kinds, convertsItself: webhook is null));
        var isTerminating = IsTerminating(document);
        var resources = kinds.Select(kind => new ServedResource(
            kind, stored, new CustomStrategy(kind, isTerminating), webhook is not null || kind == storage ? null : new NoneConversion(storage, kind))
        {
            Versions = webhook,
        });
        return new InstalledDefinition(name, document.Uid, FingerprintOf(document), isTerminating, kinds, stored, [.. resources]);
    }

    private WebhookConversion? WebhookOf(CustomResourceDefinition definition)
    {
        var conversion = definition.Spec.Conversion;
        return conversion.Strategy == "Webhook"
            ? new WebhookConversion(webhooks, conversion.Webhook.ClientConfig.Peek() ?? new DocMap(), [.. conversion.Webhook.ConversionReviewVersions])
            : null;
    }

    private bool IsToBeServed(CustomResourceDefinition definition) => DefinitionConditions.IsTrue(definition, "Established") && CanBeServed(definition);

    // Objects of a built-in kind are never shown as anything else.
    private bool CanBeServed(CustomResourceDefinition definition) =>
        !catalog.IsBuiltIn(definition.Spec.Group, definition.Spec.Names.Plural) && definition.Spec.Versions.Any(static version => version.Storage);

    private static string FingerprintOf(Document definition)
    {
        var hashed = new DocMap(2);
        hashed.Set("spec", definition.Root["spec"]);
        hashed.Set("acceptedNames", definition.Root.GetMap("status")?["acceptedNames"] ?? default);
        return Convert.ToHexString(SHA256.HashData(JsonDocumentWriter.ToBytes(hashed)));
    }

    private static bool IsTerminating(Document definition) =>
        definition.Metadata.DeletionTimestamp is not null || DefinitionConditions.IsTrue(definition.As<CustomResourceDefinition>(), "Terminating");
}
