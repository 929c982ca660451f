using System.Globalization;
using LightKube.Api.Cel;
using LightKube.Api.Json;
using LightKube.Api.JsonPath;
using LightKube.Api.Patches;
using LightKube.Api.Regexes;
using LightKube.ApiServer.Http;
using LightKube.ApiServer.Registry;

namespace LightKube.ApiServer.Tests.Http;

/// <summary>docs/reference/limits.md says what the code does.</summary>
public sealed class LimitsPageTests
{
    // Lines break anywhere.
    private static readonly string Page = File.ReadAllText(LightKube.Tests.Repository.PathOf("docs/reference/limits.md")).ReplaceLineEndings(" ");

    [TestCase("| body of a request | {0} MB |", HttpLimits.MaxBodyBytes / (1024 * 1024))]
    [TestCase("| operations of a JSON patch | {0:N0} |", JsonPatch.MaxOperations)]
    [TestCase("| values that a JSON patch may copy | {0:N0}, with", JsonPatch.MaxCopiedNodes)]
    [TestCase(", with {0} M characters |", JsonPatch.MaxCopiedCharacters / (1024 * 1024))]
    [TestCase("patched objects | {0} levels |", JsonLimits.MaxDepth)]
    [TestCase("{0:N0} code points", CelLimits.ExpressionSize)]
    [TestCase("and {0} levels", CelLimits.Depth)]
    [TestCase("{0:N0} parts", CelLimits.CopiedNodes)]
    [TestCase("costs more than {0:N0} units", (long)CelLimits.PerCall)]
    [TestCase("may cost {0:N0}", CelLimits.Budget)]
    [TestCase("conditions {0:N0};", CelLimits.MatchConditionsBudget)]
    [TestCase("estimated cost exceeds {0:N0} is refused", (long)CelLimits.StaticPerExpression)]
    [TestCase("expression to {0:N0} characters", Re2Regex.MaxLength)]
    [TestCase("JSONPath (the columns of a custom resource) has at most {0} steps", JsonPathLimits.MaxSteps)]
    [TestCase("a step finds at most {0:N0} values", JsonPathLimits.MaxValues)]
    [TestCase("exceed {0:N0} together", (long)CelLimits.StaticPerCustomResource)]
    public void Bounds_stand_there_as_they_are(string text, long bound) =>
        Assert.That(Page, Does.Contain(string.Format(CultureInfo.InvariantCulture, text, bound)));

    [Test]
    public void So_does_the_size_of_objects() =>
        Assert.That(Page, Does.Contain(string.Create(CultureInfo.InvariantCulture, $"| object, as JSON | {RegistryLimits.MaxObjectBytes / (1024.0 * 1024):0.#} MB |")));
}
