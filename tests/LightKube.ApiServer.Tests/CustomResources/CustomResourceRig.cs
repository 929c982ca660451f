using LightKube.Api.ApiExtensions.V1;
using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Json;
using LightKube.Api.Schemas;
using LightKube.Api.Views;
using LightKube.Client;
using LightKube.Testing.Logging;
using LightKube.Testing.Servers;

namespace LightKube.ApiServer.Tests.CustomResources;

/// <summary>An API server with helpers to define kinds and to handle objects of them.</summary>
internal sealed class CustomResourceRig : IAsyncDisposable
{
    private static readonly CancellationToken Never = CancellationToken.None;

    private readonly RecordedLogs? _logs;

    private CustomResourceRig(RunningApiServer server, RecordedLogs? logs) => (Server, _logs) = (server, logs);

    public RunningApiServer Server { get; }

    public IClient Client => Server.InProcess;

    public static async Task<CustomResourceRig> StartAsync()
    {
        var logs = new RecordedLogs();
        return new CustomResourceRig(await RunningApiServer.StartAsync(logs), logs);
    }

    /// <summary>Beside another rig, whose the server is.</summary>
    public static CustomResourceRig On(RunningApiServer server) => new(server, logs: null);

    /// <summary>A definition of <c>foos.example.com</c>, as YAML-like JSON.</summary>
    /// <param name="schema">The properties of the root.</param>
    /// <param name="more">More fields of the version, with a comma in front.</param>
    /// <param name="plural">The plural; everything else follows from it.</param>
    public static DocMap Definition(string schema, string more = "", string plural = "foos") => Parse($$"""
        {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"{{plural}}.example.com"},
         "spec":{"group":"example.com","scope":"Namespaced","names":{"plural":"{{plural}}","kind":"{{KindOf(plural)}}"},
          "versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object","properties":{{schema}} } }{{more}} }] } }
        """);

    public static DocMap Parse(string json) => JsonText.Parse(json).AsMap!;

    /// <summary>What a client knows of a kind.</summary>
    public static KindSchema Kind(string version = "v1", string plural = "foos", bool namespaced = true) => new()
    {
        Group = "example.com",
        Version = version,
        Kind = KindOf(plural),
        ListKind = KindOf(plural) + "List",
        Plural = plural,
        Singular = KindOf(plural).ToLowerInvariant(),
        Namespaced = namespaced,
        Type = new TypeSchema { Kind = TypeKind.Object },
    };

    public static DocMap Foo(string name, string rest = "", string version = "v1") =>
        Parse($$"""{"apiVersion":"example.com/{{version}}","kind":"Foo","metadata":{"name":"{{name}}","namespace":"default"}{{(rest.Length > 0 ? "," + rest : "")}} }""");

    /// <summary>Creates the definition and waits until it is established.</summary>
    public async Task<Document> DefineAsync(DocMap definition)
    {
        var created = await Client.CreateAsync(new Document(CustomResourceDefinition.Schema, definition), Never);
        return await AwaitDefinitionAsync(created.Name, static found => IsTrue(found, "Established"));
    }

    public async Task<Document> AwaitDefinitionAsync(string name, Func<Document, bool> fact)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var query = new ListQuery { FieldSelector = $"metadata.name={name}", SendInitialEvents = true };
        await foreach (var change in Client.WatchAsync(CustomResourceDefinition.Schema, query, deadline.Token))
        {
            if (change.Type is WatchEventType.Added or WatchEventType.Modified && fact(change.Object))
            {
                return change.Object;
            }
        }

        throw new InvalidOperationException("the watch ended");
    }

    public static bool IsTrue(Document definition, string condition) =>
        definition.As<CustomResourceDefinition>().Status.Conditions.Find(found => found.Type == condition)?.Status == "True";

    public Task<Document> CreateAsync(DocMap root, string version = "v1") => Client.CreateAsync(new Document(Kind(version), root), Never);

    public Task<Document> GetAsync(string name, string version = "v1") => Client.GetAsync(Kind(version), new ObjectKey("default", name), Never);

    /// <summary>The message of the error that creating the object ends with.</summary>
    public async Task<string> RefusalAsync(DocMap root)
    {
        try
        {
            await CreateAsync(root);
            return "";
        }
        catch (ApiException e)
        {
            return e.Message;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_logs is null)
        {
            return;
        }

        await Server.DisposeAsync();
        _logs.Dispose();
    }

    private static string KindOf(string plural) => char.ToUpperInvariant(plural[0]) + plural[1..^1];
}
