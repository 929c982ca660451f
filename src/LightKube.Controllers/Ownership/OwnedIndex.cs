using LightKube.Api.Views;
using LightKube.Client.Informers;

namespace LightKube.Controllers.Ownership;

/// <summary>An index of a kind by controller: what an owner controls, and what in a namespace nobody controls.</summary>
internal static class OwnedIndex
{
    private const string Name = "controller";

    public static void Ensure<T>(InformerSet informers)
        where T : KubeObject, IKubeObject<T> =>
        informers.Get<T>().AddIndex(Name, static owned => [Owners.ControllerOf(owned)?.Uid ?? OrphansOf(owned.Namespace)]);

    public static IReadOnlyList<T> ControlledBy<T>(Informer<T> informer, string uid)
        where T : KubeObject, IKubeObject<T> => informer.ByIndex(Name, uid);

    public static IReadOnlyList<T> Orphans<T>(Informer<T> informer, string @namespace)
        where T : KubeObject, IKubeObject<T> => informer.ByIndex(Name, OrphansOf(@namespace));

    // A namespace is no uid, and the slash keeps it from ever looking like one.
    private static string OrphansOf(string @namespace) => "/" + @namespace;
}
