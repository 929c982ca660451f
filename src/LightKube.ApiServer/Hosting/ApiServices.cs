using System.Security.Cryptography.X509Certificates;
using LightKube.Api.Schemas;
using LightKube.ApiServer.Admission;
using LightKube.ApiServer.Admission.Policies;
using LightKube.ApiServer.Admission.Webhooks;
using LightKube.ApiServer.Aggregation;
using LightKube.ApiServer.Audit;
using LightKube.ApiServer.Authentication;
using LightKube.ApiServer.Authentication.Oidc;
using LightKube.ApiServer.Authorization;
using LightKube.ApiServer.CustomResources;
using LightKube.ApiServer.Discovery;
using LightKube.ApiServer.FlowControl;
using LightKube.ApiServer.Handlers;
using LightKube.ApiServer.Http;
using LightKube.ApiServer.InProcess;
using LightKube.ApiServer.Metrics;
using LightKube.ApiServer.NodeProxy;
using LightKube.ApiServer.Objects;
using LightKube.ApiServer.OpenApi;
using LightKube.ApiServer.Registry;
using LightKube.ApiServer.Strategies;
using LightKube.ApiServer.Strategies.Services;
using LightKube.ApiServer.Subresources;
using LightKube.ApiServer.Tokens;
using LightKube.ApiServer.Watching;
using LightKube.ApiServer.Webhooks;
using LightKube.Client;
using LightKube.Foundation.Metrics;
using LightKube.Store;
using Microsoft.Extensions.Logging;

namespace LightKube.ApiServer.Hosting;

/// <summary>Makes the API server's parts and gives them to one another: the composition root behind the component.</summary>
internal sealed class ApiServices : IDisposable
{
    // Kubernetes' default range of node ports.
    private const int FirstNodePort = 30_000;
    private const int LastNodePort = 32_767;

    private readonly ApiServerOptions _options;
    private readonly RbacAuthorizer _rbac = new();
    private readonly NodeGraph _nodeGraph = new();
    private readonly AuthorizationMetrics _decisions = new();
    private readonly AdmissionMetrics _admission;
    private readonly AuditMetrics _audits = new();
    private readonly IAuthorizer _authorizer;
    private readonly ServiceAccountAuthenticator _tokens;
    private readonly BootstrapTokenAuthenticator _bootstrapTokens;
    private readonly LegacyTokenAuthenticator _legacyTokens;
    private readonly ITokenAuthenticator? _oidc;
    private readonly ITokenAuthenticator[] _remoteTokens;
    private readonly HttpRelay _nodeRelay;
    private readonly HttpRelay _directRelay = new(connect: null);
    private readonly NodeConnector _connector;
    private readonly Questions _questions;
    private readonly PolicyParts _policies;
    private readonly WebhookParts _webhookParts;
    private readonly TimeProvider _time;

    public ApiServices(ApiServerOptions options, IStore store, TimeProvider time, ILoggerFactory loggers)
    {
        _options = options;
        _time = time;
        Flows = new FlowController(options.ReadsInFlight + options.WritesInFlight, time);
        var cache = new WatchCache(store, ResourceCatalogBuilder.Stored(), time);
        Reader = new CacheObjectReader(cache);
        Webhooks = new WebhookClient(new ServiceAddresses(Reader), time);
        ServiceNetwork = new ServiceNetwork([options.ServiceNetwork], FirstNodePort, LastNodePort, Random.Shared);
        _authorizer = AuthorizersOf(options.Authorization, loggers);
        _tokens = new ServiceAccountAuthenticator(options.Tokens, Reader, time);
        _bootstrapTokens = new BootstrapTokenAuthenticator(Reader, time);
        LegacyTokens = new LegacyTokenTracker(Reader, time, loggers.CreateLogger("authentication"));
        _legacyTokens = new LegacyTokenAuthenticator(options.Tokens, Reader, LegacyTokens.Use);
        _oidc = IssuersOf(options.Authentication, loggers);
        _remoteTokens = RemoteTokens();
        _admission = new AdmissionMetrics(time);
        _webhookParts = new WebhookParts(Reader, () => Context!.Catalog, Webhooks, _authorizer, options.Admission, _admission.Webhooks, loggers.CreateLogger("admission"));
        _policies = new PolicyParts(Reader, Kinds, _webhookParts.Equivalents, _webhookParts.Replacement, _authorizer);
        var admission = AdmissionPlugins.Create(new AdmissionDependencies
        {
            Objects = Reader,
            Client = () => ClientOf(UserInfo.ApiServer),
            Kinds = Kinds,
            Policies = _policies,
            Webhooks = _webhookParts,
            Calls = Webhooks,
            Authorizer = _authorizer,
            Rbac = _rbac,
            Options = options.Admission,
            Metrics = _admission,
            Time = time,
        });
        var objects = new ObjectStore(store);
        var catalog = ResourceCatalogBuilder.Build(cache, new KindStrategies(ServiceNetwork, time));
        CustomResources = new CustomResourceTable(cache, catalog, Reader, Webhooks, time);
        var fields = new FieldRecorder(catalog, time);
        var creator = new Creator(objects, admission, fields, time);
        var updater = new Updater(objects, admission, fields);
        Context = new ApiContext
        {
            Store = store,
            Cache = cache,
            Encoded = new EncodedObjects(time),
            Catalog = catalog,
            Creator = creator,
            Updater = updater,
            Applier = new Applier(creator, updater, fields),
            Deleter = new Deleter(objects, admission, time),
            Lister = new Lister(cache, store, new PagingSnapshots(time)),
            Admission = admission,
            Authenticator = new AuthenticatorChain(Authenticators(), AuthenticationOf(options.Authentication), _remoteTokens, options.Tokens.ApiAudiences),
            Authorizer = _authorizer,
            Time = time,
        };
        Aggregation = new AggregationLayer(Reader, options.FrontProxy, time);
        _connector = new NodeConnector(Reader, options.KubeletClient, options.ClusterAuthority);
        _nodeRelay = new HttpRelay(_connector.ConnectAsync);
        _questions = new Questions(admission,
        [
            new TokenReviewHandler(_tokens, TokensOfThisApi(), _remoteTokens, options.Tokens),
            new SelfSubjectReviewHandler(time),
            SubjectAccessReviewHandler.ForCluster(_authorizer),
            SubjectAccessReviewHandler.ForNamespace(_authorizer),
            new SelfSubjectAccessReviewHandler(_authorizer),
            new SelfSubjectRulesReviewHandler(_rbac, () => _authorizer.MayWait),
            new LegacyBindingHandler(new BindingHandler(Context.Updater, time), () => catalog),
        ]);
        Posts = new Dictionary<(string GroupResource, string Subresource), IPostHandler>
        {
            [("pods", "binding")] = new AdmittedPost(admission, new BindingHandler(Context.Updater, time)),
            [("pods", "eviction")] = new AdmittedPost(admission, new EvictionHandler(Context.Deleter, new DisruptionBudgets(Context.Updater, catalog, Reader, time), Reader)),
            [("serviceaccounts", "token")] = new AdmittedPost(admission, new TokenPostHandler(new TokenRequestHandler(options.Tokens, Reader, time, Guid.NewGuid))),
        };
    }

    public ApiContext Context { get; }

    public CacheObjectReader Reader { get; }

    public CustomResourceTable CustomResources { get; }

    public ServiceNetwork ServiceNetwork { get; }

    /// <summary>Who is served at once, and who waits.</summary>
    public FlowController Flows { get; }

    /// <summary>Calls webhooks, whoever configures them.</summary>
    public WebhookClient Webhooks { get; }

    public AggregationLayer Aggregation { get; }

    /// <summary>Which tokens out of Secrets are used.</summary>
    public LegacyTokenTracker LegacyTokens { get; }

    /// <summary>Subresources that take posts, for HTTP and for clients in the process.</summary>
    public IReadOnlyDictionary<(string GroupResource, string Subresource), IPostHandler> Posts { get; }

    /// <summary>The API for a component in this process.</summary>
    public IClient ClientOf(UserInfo user) => new InProcessClient(Context, Posts, _questions, user);

    /// <summary>Reads the store and brings everything that is compiled from objects up to date.</summary>
    public async Task LoadAsync(CancellationToken cancel)
    {
        await Context.Cache.LoadAsync(CustomResources.Discover, cancel);
        Observe(CustomResources);
        Observe(Flows);
        Observe(_rbac);
        Observe(_nodeGraph);
        Observe(ServiceNetwork);
        Observe(_policies.Mutating);
        Observe(_policies.Validating);
        Observe(_webhookParts.Configurations);
    }

    /// <summary>Establishes custom resources, and empties those that go.</summary>
    public DefinitionReconciler DefinitionReconciler(IClient client, ILoggerFactory loggers) => new(
        CustomResources, Reader, client, new DefinitionFinalizer(CustomResources, Reader, client, Context.Deleter, _time), _time,
        loggers.CreateLogger<DefinitionReconciler>());

    /// <summary>Feeds the observer from now on.</summary>
    public void Observe(IObjectObserver observer) => _ = new ObserverHub(Context.Cache, [observer]);

    /// <param name="problem">Why the server is not ready; null when it is.</param>
    /// <param name="logger">For faults.</param>
    /// <param name="auditor">Writes requests down; null for none.</param>
    public ApiPipeline BuildPipeline(Func<string?> problem, ILogger logger, Auditor? auditor)
    {
        var createOnlyKinds = ResourceCatalogBuilder.CreateOnly().ToList();
        var paths = new PathDispatcher();
        var versions = new VersionHandler(_options.Version);
        versions.Register(paths);
        HealthCheck ping = new("ping", () => null);
        new HealthHandler([ping], [ping, new HealthCheck("components", problem)]).Register(paths);
        new DiscoveryHandler(Context.Catalog, createOnlyKinds, Aggregation.Discovery).Register(paths);
        new OpenApiHandler(Context.Catalog, createOnlyKinds, versions.GitVersion, Aggregation.OpenApi).Register(paths);
        RegisterTokenKeys(paths);
        _options.MorePaths(paths);
        var metrics = new RequestMetrics(_time);
        var access = new AccessMetrics(_time);
        new MetricsHandler([metrics, access, new FlowMetrics(Flows), new StoredObjectMetrics(Context.Catalog), new StoreMetrics(Context.Store), new ProcessMetrics(), _decisions, _admission, _audits, Aggregation.Metrics, .. Reloaded()]).Register(paths);
        new FlowDump(Flows).Register(paths);
        RootHandler.Register(paths);
        var resources = new ResourceDispatcher(Context, Subresources(), CreateOnly());
        return new ApiPipeline(
            Context, new Impersonation(_authorizer), Aggregation.Proxy, resources, paths, new RequestDeadlines(_options.RequestTimeout, _time),
            new FlowGate(Flows, Context.Catalog, _options.RequestTimeout * FlowLimits.WaitPart, _time), metrics, access, auditor, logger);
    }

    public void Dispose()
    {
        Flows.Dispose();
        Context.Cache.Dispose();
        Context.Encoded.Dispose();
        Aggregation.Dispose();
        _nodeRelay.Dispose();
        _directRelay.Dispose();
        Webhooks.Dispose();
        (_oidc as IDisposable)?.Dispose();
    }

    private IEnumerable<KindSchema> Kinds() => Context.Catalog.All.Select(static resource => resource.Schema);

    /// <summary>Null when nothing is to be written down.</summary>
    public Auditor? BuildAuditor(ILoggerFactory loggers)
    {
        var audit = _options.Audit;
        if (!audit.IsOn)
        {
            return null;
        }

        var backends = new List<IAuditBackend>();
        if (audit.Log is { } log)
        {
            backends.Add(new AuditLogFile(log, _audits, _time, loggers.CreateLogger("audit")));
        }

        if (audit.Webhook is { } webhook)
        {
            backends.Add(new AuditWebhook(Webhooks, webhook, _audits, _time, loggers.CreateLogger("audit")));
        }

        return new Auditor(audit.Policy!, backends, info => Context.Catalog.Find(info.Group, info.Version, info.Resource)?.Schema, _audits, _time);
    }

    private IAuthorizer AuthorizersOf(AuthorizationOptions authorization, ILoggerFactory loggers) => authorization.ConfigurationFile.Length > 0
        ? new ReloadingAuthorizers(authorization, ChainOf, File.ReadAllText, _time, loggers.CreateLogger<ReloadingAuthorizers>())
        : ChainOf(authorization);

    private AuthorizerChain ChainOf(AuthorizationOptions authorization) =>
        new([.. authorization.Authorizers.Select(authorizer => new CountedAuthorizer(AuthorizerOf(authorizer), _decisions.DecisionsOf(authorizer)))]);

    private IAuthorizer AuthorizerOf(AuthorizerOptions authorizer) => authorizer.Type switch
    {
        AuthorizerType.Node => new NodeAuthorizer(_nodeGraph),
        AuthorizerType.Rbac => _rbac,
        AuthorizerType.Webhook => new WebhookAuthorizer(Webhooks, authorizer.Webhook!, _decisions.WebhookOf(authorizer), _time),
        AuthorizerType.AlwaysAllow => new FixedAuthorizer(AuthorizationResult.Allow("")),
        _ => new FixedAuthorizer(AuthorizationResult.None("Everything is forbidden.")),
    };

    private ITokenAuthenticator? IssuersOf(AuthenticationOptions authentication, ILoggerFactory loggers) => authentication switch
    {
        { ConfigurationFile.Length: > 0 } => new ReloadingIssuers(authentication, File.ReadAllText, _time, loggers.CreateLogger<ReloadingIssuers>()),
        { Issuers.Count: > 0 } => new OidcAuthenticator(authentication.Issuers, _time),
        _ => null,
    };

    private Func<AuthenticationOptions> AuthenticationOf(AuthenticationOptions options) => _oidc is ReloadingIssuers file ? () => file.Options : () => options;

    // Configuration files that may change.
    private IEnumerable<IMetricSource> Reloaded()
    {
        if (_oidc is IMetricSource issuers)
        {
            yield return issuers;
        }

        if (_authorizer is IMetricSource authorizers)
        {
            yield return authorizers;
        }
    }

    private ITokenAuthenticator[] RemoteTokens()
    {
        var remote = new List<ITokenAuthenticator>();
        if (_oidc is not null)
        {
            remote.Add(new AudienceAgnosticAuthenticator(_oidc, _options.Tokens.ApiAudiences));
        }

        if (_options.Authentication.Webhook is { } webhook)
        {
            remote.Add(new WebhookTokenAuthenticator(Webhooks, webhook, _options.Tokens.ApiAudiences, _time));
        }

        return [.. remote];
    }

    private IReadOnlyList<IAuthenticator> TokensOfThisApi() =>
        _options.Authentication.TokenFile is { } file ? [_legacyTokens, _bootstrapTokens, file] : [_legacyTokens, _bootstrapTokens];

    private IAuthenticator[] Authenticators()
    {
        var proxies = new X509Authenticator(() => [_options.FrontProxy.Authority], _time);
        return
        [
            new RequestHeaderAuthenticator(proxies, _options.FrontProxy.AllowedNames),
            new X509Authenticator(() => [_options.ClusterAuthority], _time),
            _tokens,
            .. TokensOfThisApi(),
        ];
    }

    private Dictionary<(string, string), ISubresourceHandler> Subresources()
    {
        var handlers = new Dictionary<(string, string), ISubresourceHandler>();
        foreach (var (name, handler) in Posts)
        {
            handlers.Add(name, new PostSubresourceHandler(handler));
        }

        var scale = new ScaleHandler(Context);
        foreach (var kind in (ReadOnlySpan<string>)["deployments.apps", "replicasets.apps", "statefulsets.apps", "replicationcontrollers", ResourceDispatcher.AnyCustom])
        {
            handlers.Add((kind, "scale"), scale);
        }

        handlers.Add(("pods", "log"), new LogHandler(Reader, _nodeRelay));
        handlers.Add(("pods", "exec"), Stream("exec"));
        handlers.Add(("pods", "attach"), Stream("attach"));
        handlers.Add(("pods", "portforward"), Stream("portForward"));
        var proxy = Admitted(new ProxyHandler(Reader, _nodeRelay, _directRelay));
        foreach (var kind in (ReadOnlySpan<string>)["nodes", "pods", "services"])
        {
            handlers.Add((kind, "proxy"), proxy);
        }

        return handlers;
    }

    private CreateAuthorizedConnection Stream(string kubeletPath) =>
        new(Context.Authorizer, Admitted(new StreamHandler(Reader, _connector, kubeletPath, Context.Time)));

    private AdmittedConnection Admitted(ISubresourceHandler handler) => new(Context.Admission, handler);

    private Dictionary<string, CreateOnlyHandler> CreateOnly() => _questions.Kinds.ToDictionary(
        kind => $"{kind.Group}/{kind.Version}/{kind.Plural}", kind => new CreateOnlyHandler(kind, _questions), StringComparer.Ordinal);

    private void RegisterTokenKeys(PathDispatcher paths)
    {
        var documents = new OpenIdDocuments(_options.Tokens, $"https://{_options.AdvertiseAddress}:{_options.Listen.Port}{OpenIdDocuments.KeysPath}");
        paths.Add(OpenIdDocuments.ConfigurationPath, (http, _, _) => ResponseWriter.WriteBytesAsync(http, OpenIdDocuments.ConfigurationMediaType, documents.Configuration));
        paths.Add(OpenIdDocuments.KeysPath, (http, _, _) => ResponseWriter.WriteBytesAsync(http, OpenIdDocuments.KeysMediaType, documents.Keys));
    }
}
