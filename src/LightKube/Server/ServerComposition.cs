using LightKube.Foundation.Certificates;
using LightKube.Foundation.Components;
using LightKube.Foundation.Memory;
using LightKube.Store.Sqlite;
using Microsoft.Extensions.Logging;

namespace LightKube.Server;

/// <summary>The composition root of <c>lightkube server</c>: what it is made of, in the order in which it starts.</summary>
internal static class ServerComposition
{
    private const string DatabaseFile = "state.db";

    /// <summary>The components. Each gets what it needs through its constructor.</summary>
    internal static IReadOnlyList<IComponent> Compose(ServerContext context)
    {
        var (options, directory, identities, _, _, time, loggers) = context;
        var database = new SqliteStoreOptions { Path = Path.Combine(directory.Database, DatabaseFile) };
        var store = SqliteStore.Open(database, time, loggers.CreateLogger("store"));
        var controlPlane = new ControlPlane(context, store);
        return
        [
            new StoreComponent(store),
            IdleMemory.OfThisProcess(time),
            new CertificateRenewal(identities.All, time, loggers.CreateLogger("certificates")),
            new AdminKubeconfig(identities, directory, options),
            .. controlPlane.Components,
            .. options.DisableAgent ? [] : NodeComponents.Create(context, controlPlane),
        ];
    }
}
