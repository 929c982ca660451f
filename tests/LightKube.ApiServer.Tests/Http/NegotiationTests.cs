using LightKube.Api.Errors;
using LightKube.ApiServer.Http;

namespace LightKube.ApiServer.Tests.Http;

public sealed class NegotiationTests
{
    private const string Table = "application/json;as=Table;v=v1;g=meta.k8s.io";
    private const string Protobuf = "application/vnd.kubernetes.protobuf";

    private static readonly ResponseOffer Objects = new(Protobuf: true, Projections: true);
    private static readonly ResponseOffer Custom = new(Protobuf: false, Projections: true);

    [TestCase(null, WireFormat.Json, Projection.Full)]
    [TestCase("application/json", WireFormat.Json, Projection.Full)]
    [TestCase("*/*", WireFormat.Json, Projection.Full)]
    [TestCase("*/*, application/yaml", WireFormat.Yaml, Projection.Full)]
    [TestCase("application/*;q=0.4, application/yaml;q=0.3", WireFormat.Json, Projection.Full)]
    [TestCase("application/yaml", WireFormat.Yaml, Projection.Full)]
    [TestCase("application/cbor, application/json", WireFormat.Cbor, Projection.Full)]
    [TestCase("application/vnd.kubernetes.protobuf,application/json", WireFormat.Protobuf, Projection.Full)]
    [TestCase("application/json, application/vnd.kubernetes.protobuf", WireFormat.Json, Projection.Full)]
    [TestCase("application/vnd.kubernetes.protobuf;q=0.5, application/yaml;q=0.7, application/json;q=0.6", WireFormat.Yaml, Projection.Full)]
    [TestCase("application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json", WireFormat.Json, Projection.Table)]
    [TestCase("application/vnd.kubernetes.protobuf;as=Table;v=v1;g=meta.k8s.io,application/vnd.kubernetes.protobuf", WireFormat.Protobuf, Projection.Full)]
    [TestCase("application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1", WireFormat.Json, Projection.PartialMetadata)]
    [TestCase("application/vnd.kubernetes.protobuf;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json", WireFormat.Protobuf, Projection.PartialMetadata)]
    [TestCase("application/json;as=Novelty;g=meta.k8s.io;v=v1,application/json", WireFormat.Json, Projection.Full)]
    public void The_best_alternative_that_can_be_served_is_taken(string? accept, WireFormat wire, Projection projection)
    {
        var format = Negotiation.Choose(accept, Objects);

        Assert.That((format.Wire, format.Projection), Is.EqualTo((wire, projection)));
    }

    [Test]
    public void A_client_that_accepts_nothing_of_it_is_told_what_there_is()
    {
        Assert.That(
            () => Negotiation.Choose("image/png", Objects),
            Throws.TypeOf<ApiException>().With.Property("Code").EqualTo(406)
                .And.Message.EqualTo("only the following media types are accepted: application/json, application/yaml, application/vnd.kubernetes.protobuf, application/cbor"));
    }

    [Test]
    public void Custom_resources_have_no_protobuf_form_but_their_metadata_has()
    {
        Assert.That(Negotiation.Choose($"{Protobuf}, application/json", Custom).Wire, Is.EqualTo(WireFormat.Json));
        Assert.That(Negotiation.TryChoose(Protobuf, Custom), Is.Null);
        Assert.That(Negotiation.Choose($"{Protobuf};as=PartialObjectMetadata;g=meta.k8s.io;v=v1", Custom).Wire, Is.EqualTo(WireFormat.Protobuf));
    }

    [TestCase("application/json;stream=watch", "application/json")]
    [TestCase("application/vnd.kubernetes.protobuf;stream=watch,application/json;stream=watch", "application/vnd.kubernetes.protobuf;stream=watch")]
    [TestCase("application/vnd.kubernetes.protobuf", "application/vnd.kubernetes.protobuf;stream=watch")]
    [TestCase("application/cbor", "application/cbor-seq")]
    [TestCase("application/yaml,*/*", "application/json")]
    [TestCase("application/json;stream=novelty,application/json", "application/json")]
    public void Watches_have_content_types_of_their_own(string accept, string contentType)
    {
        Assert.That(Negotiation.Choose(accept, Objects with { Stream = true }).StreamContentType, Is.EqualTo(contentType));
    }

    [Test]
    public void A_watch_has_no_yaml_form()
    {
        Assert.That(Negotiation.TryChoose("application/yaml", Objects with { Stream = true }), Is.Null);
    }

    [Test]
    public void What_has_no_rows_cannot_be_a_table()
    {
        Assert.That(Negotiation.TryChoose(Table, ResponseOffer.BuiltIn), Is.Null);
        Assert.That(Negotiation.Choose($"{Table},application/json", ResponseOffer.BuiltIn).Projection, Is.EqualTo(Projection.Full));
    }

    [Test]
    public void Only_discovery_comes_as_discovery()
    {
        const string Aggregated = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

        Assert.That(Negotiation.Choose(Aggregated, new ResponseOffer(true, Discovery: true)).As, Is.EqualTo("APIGroupDiscoveryList"));
        Assert.That(Negotiation.TryChoose(Aggregated, Objects), Is.Null);
    }
}
