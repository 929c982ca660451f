using LightKube.ApiServer.Admission;
using LightKube.ApiServer.Authentication;
using LightKube.ApiServer.Authorization;
using LightKube.ApiServer.Registry;
using LightKube.ApiServer.Watching;
using LightKube.Store;

namespace LightKube.ApiServer.Http;

/// <summary>The services that requests share, made once by hand.</summary>
public sealed record ApiContext
{
    public required IStore Store { get; init; }
    public required WatchCache Cache { get; init; }
    public required EncodedObjects Encoded { get; init; }
    public required ResourceCatalog Catalog { get; init; }
    public required Creator Creator { get; init; }
    public required Updater Updater { get; init; }
    public required Applier Applier { get; init; }
    public required Deleter Deleter { get; init; }
    public required Lister Lister { get; init; }
    public required AdmissionChain Admission { get; init; }
    public required AuthenticatorChain Authenticator { get; init; }
    public required IAuthorizer Authorizer { get; init; }
    public required TimeProvider Time { get; init; }
}
