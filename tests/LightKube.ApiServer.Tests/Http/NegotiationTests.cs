using LightKube.Api.Errors;
using LightKube.ApiServer.Http;

namespace LightKube.ApiServer.Tests.Http;

public sealed class NegotiationTests
{
    [TestCase(null, false, Projection.Full)]
    [TestCase("application/json", false, Projection.Full)]
    [TestCase("*/*", false, Projection.Full)]
    [TestCase("application/yaml", true, Projection.Full)]
    [TestCase("application/vnd.kubernetes.protobuf,application/json", false, Projection.Full)]
    [TestCase("application/vnd.kubernetes.protobuf;q=0.9, application/yaml;q=0.5, application/json;q=0.7", false, Projection.Full)]
    [TestCase("application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json", false, Projection.Table)]
    [TestCase("application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1", false, Projection.PartialMetadata)]
    [TestCase("application/json;as=Novelty;g=meta.k8s.io;v=v1,application/json", false, Projection.Full)]
    public void The_first_alternative_that_can_be_served_is_taken(string? accept, bool yaml, Projection projection)
    {
        var format = Negotiation.Choose(accept);

        Assert.That((format.Yaml, format.Projection), Is.EqualTo((yaml, projection)));
    }

    [Test]
    public void A_client_that_accepts_nothing_of_it_is_told_so()
    {
        Assert.That(() => Negotiation.Choose("image/png"), Throws.TypeOf<ApiException>().With.Property("Code").EqualTo(406));
    }

    [Test]
    public void What_has_no_rows_cannot_be_a_table()
    {
        const string Table = "application/json;as=Table;v=v1;g=meta.k8s.io";

        Assert.That(() => Negotiation.Choose(Table, asTheyAreOnly: true), Throws.TypeOf<ApiException>().With.Property("Code").EqualTo(406));
        Assert.That(Negotiation.Choose($"{Table},application/json", asTheyAreOnly: true).Projection, Is.EqualTo(Projection.Full));
    }
}
