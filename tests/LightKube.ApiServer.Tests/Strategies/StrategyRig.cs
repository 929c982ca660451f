using LightKube.Api.Defaulting;
using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.ApiServer.Registry;
using LightKube.ApiServer.Strategies;
using LightKube.ApiServer.Strategies.Services;
using LightKube.ApiServer.Tests.Objects;

namespace LightKube.ApiServer.Tests.Strategies;

/// <summary>Sends objects through the rules of their kind, in the order of the registry.</summary>
internal sealed class StrategyRig
{
    public StrategyRig()
    {
        Network = new ServiceNetwork([System.Net.IPNetwork.Parse("10.96.0.0/24")], 30000, 32767, new Random(1));
        Kinds = new KindStrategies(Network, Time);
    }

    public ManualTime Time { get; } = new();

    public ServiceNetwork Network { get; }

    public KindStrategies Kinds { get; }

    public Document Create(string json) => Create(json, out _);

    public Document Create(string json, out IReadOnlyList<string> problems)
    {
        var document = ObjectsInMemory.Parse(json);
        var strategy = Kinds.For(document.Schema);
        var errors = new FieldErrors();
        ObjectDefaults.Apply(document);
        strategy.SetDefaults(document);
        strategy.PrepareForCreate(document);
        ObjectRules.Collect(strategy, document, errors);
        problems = Text(errors);
        return document;
    }

    /// <summary>What is wrong with a new object: <c>path: message</c>.</summary>
    public IReadOnlyList<string> Problems(string json)
    {
        Create(json, out var problems);
        return problems;
    }

    public Document Update(Document old, Action<Document> change, string subresource = "") => Update(old, change, subresource, out _);

    public IReadOnlyList<string> UpdateProblems(Document old, Action<Document> change, string subresource = "")
    {
        Update(old, change, subresource, out var problems);
        return problems;
    }

    private Document Update(Document old, Action<Document> change, string subresource, out IReadOnlyList<string> problems)
    {
        old.Freeze();
        var document = old.MutableCopy();
        change(document);
        var strategy = Kinds.For(document.Schema);
        var errors = new FieldErrors();
        ObjectDefaults.Apply(document);
        strategy.SetDefaults(document);
        strategy.PrepareForUpdate(document, old, subresource);
        ObjectRules.CollectUpdate(strategy, document, old, subresource, errors);
        problems = Text(errors);
        return document;
    }

    private static IReadOnlyList<string> Text(FieldErrors errors) => [.. errors.Causes.Select(cause => $"{cause.Field}: {cause.Message}")];
}
