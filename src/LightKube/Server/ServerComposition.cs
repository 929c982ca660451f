using LightKube.Foundation.Certificates;
using LightKube.Foundation.Components;
using LightKube.Foundation.Memory;
using LightKube.Server.Encryption;
using LightKube.Store.Sqlite;
using Microsoft.Extensions.Logging;

namespace LightKube.Server;

/// <summary>The composition root of <c>lightkube server</c>: what it is made of, in the order in which it starts.</summary>
internal static class ServerComposition
{
    private const string DatabaseFile = "state.db";
    private const string EncryptionFile = "encryption.yaml";

    /// <summary>The components. Each gets what it needs through its constructor.</summary>
    internal static IReadOnlyList<IComponent> Compose(ServerContext context)
    {
        var (options, directory, identities, _, _, time, loggers) = context;
        var encryption = SecretsEncryption.Open(
            Path.Combine(directory.Tls, EncryptionFile), options.SecretsEncryption, options.EncryptionProviderConfig, time, loggers.CreateLogger("store"));
        var database = new SqliteStoreOptions { Path = Path.Combine(directory.Database, DatabaseFile), Seal = encryption.Seal };
        var store = SqliteStore.Open(database, time, loggers.CreateLogger("store"));
        var controlPlane = new ControlPlane(context, store, paths => EncryptionPaths.Register(paths, encryption, store));
        return
        [
            new StoreComponent(store),
            new EncryptionComponent(store),
            IdleMemory.OfThisProcess(time),
            new CertificateRenewal(identities.All, time, loggers.CreateLogger("certificates")),
            new AdminKubeconfig(identities, directory, options),
            .. controlPlane.Components,
            .. options.DisableAgent ? [] : NodeComponents.Create(context, controlPlane),
        ];
    }
}
