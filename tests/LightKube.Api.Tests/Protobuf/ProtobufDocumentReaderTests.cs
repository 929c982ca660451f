using LightKube.Api.Documents;
using LightKube.Api.Json;
using LightKube.Api.Protobuf;

namespace LightKube.Api.Tests.Protobuf;

/// <summary>Field numbers are those of the published .proto files.</summary>
internal sealed class ProtobufDocumentReaderTests
{
    [Test]
    public void Empty_fields_are_left_out_as_in_json()
    {
        var metadata = Wire.Bytes(1, Wire.Text(1, "a"), Wire.Text(2, ""), Wire.Text(3, "ns"), Wire.Number(7, 0), Wire.Bytes(8));

        Assert.That(Read(Wire.Object("v1", "ConfigMap", metadata)), Is.EqualTo(Json(
            """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","namespace":"ns"}}""")));
    }

    [Test]
    public void Pointers_keep_their_zero()
    {
        var spec = Wire.Bytes(2, Wire.Number(1, 0), Wire.Bytes(3, Wire.Bytes(2, Wire.Number(21, 0))));

        Assert.That(Read(Wire.Object("apps/v1", "Deployment", spec)), Is.EqualTo(Json(
            """{"apiVersion":"apps/v1","kind":"Deployment","spec":{"replicas":0,"template":{"spec":{"automountServiceAccountToken":false}}}}""")));
    }

    [Test]
    public void Maps_lists_and_bytes_have_their_json_form()
    {
        var metadata = Wire.Bytes(1, Wire.Bytes(11, Wire.Text(1, "app"), Wire.Text(2, "web")), Wire.Text(14, "f/one"), Wire.Text(14, "f/two"));
        var data = Wire.Bytes(2, Wire.Text(1, "key"), Wire.Bytes(2, [0xFF, 0x00]));
        var immutable = Wire.Number(5, 1);

        Assert.That(Read(Wire.Object("v1", "Secret", metadata, data, Wire.Text(3, "Opaque"), immutable)), Is.EqualTo(Json(
            """
            {"apiVersion":"v1","kind":"Secret","metadata":{"labels":{"app":"web"},"finalizers":["f/one","f/two"]},
             "data":{"key":"/wA="},"type":"Opaque","immutable":true}
            """)));
    }

    [Test]
    public void Inlined_messages_are_flattened()
    {
        var volume = Wire.Bytes(1, Wire.Text(1, "v"), Wire.Bytes(2, Wire.Bytes(19, Wire.Bytes(1, Wire.Text(1, "settings")))));
        var scratch = Wire.Bytes(1, Wire.Text(1, "s"), Wire.Bytes(2, Wire.Bytes(2, Wire.Text(1, ""))));

        Assert.That(Read(Wire.Object("v1", "Pod", Wire.Bytes(2, volume, scratch))), Is.EqualTo(Json(
            """
            {"apiVersion":"v1","kind":"Pod",
             "spec":{"volumes":[{"name":"v","configMap":{"name":"settings"}},{"name":"s","emptyDir":{}}]}}
            """)));
    }

    [Test]
    public void Quantities_and_int_or_strings_have_their_json_form()
    {
        var limit = Wire.Bytes(1, Wire.Text(1, "memory"), Wire.Bytes(2, Wire.Text(1, "64Mi")));
        var get = Wire.Bytes(1, Wire.Bytes(2, Wire.Text(1, "/"), Wire.Bytes(2, Wire.Number(1, 1), Wire.Number(2, 0), Wire.Text(3, "http"))));
        var container = Wire.Bytes(2, Wire.Text(1, "c"), Wire.Bytes(8, limit), Wire.Bytes(10, get));

        Assert.That(Read(Wire.Object("v1", "Pod", Wire.Bytes(2, container))), Is.EqualTo(Json(
            """
            {"apiVersion":"v1","kind":"Pod","spec":{"containers":[
              {"name":"c","resources":{"limits":{"memory":"64Mi"}},"livenessProbe":{"httpGet":{"path":"/","port":"http"}}}]}}
            """)));
    }

    [Test]
    public void Times_have_their_json_form()
    {
        var renewed = Wire.Bytes(4, Wire.Number(1, 1_700_000_000), Wire.Number(2, 123_456_000));
        var metadata = Wire.Bytes(1, Wire.Bytes(8, Wire.Number(1, 1_700_000_000)));

        Assert.That(Read(Wire.Object("coordination.k8s.io/v1", "Lease", metadata, Wire.Bytes(2, renewed))), Is.EqualTo(Json(
            """
            {"apiVersion":"coordination.k8s.io/v1","kind":"Lease","metadata":{"creationTimestamp":"2023-11-14T22:13:20Z"},
             "spec":{"acquireTime":null,"renewTime":"2023-11-14T22:13:20.123456Z"}}
            """.Replace("\"acquireTime\":null,", "", StringComparison.Ordinal))));
    }

    [Test]
    public void Embedded_objects_may_be_json_or_protobuf()
    {
        var json = Wire.Bytes(2, Wire.Bytes(1, """{"apiVersion":"v1","kind":"Namespace"}"""u8.ToArray()));
        var binary = Wire.Bytes(2, Wire.Bytes(1, Wire.Object("v1", "Namespace")));

        Assert.That(Read(Wire.Object("v1", "List", json, binary)), Is.EqualTo(Json(
            """
            {"apiVersion":"v1","kind":"List","items":[{"apiVersion":"v1","kind":"Namespace"},{"apiVersion":"v1","kind":"Namespace"}]}
            """)));
    }

    [Test]
    public void Types_that_every_group_knows_are_found()
    {
        Assert.That(Read(Wire.Object("apps/v1", "DeleteOptions", Wire.Number(1, 0), Wire.Text(4, "Orphan"))), Is.EqualTo(Json(
            """{"apiVersion":"apps/v1","kind":"DeleteOptions","gracePeriodSeconds":0,"propagationPolicy":"Orphan"}""")));
    }

    [Test]
    public void Fields_that_nobody_knows_are_passed_over()
    {
        Assert.That(Read(Wire.Object("v1", "ConfigMap", Wire.Text(900, "new"), Wire.Number(901, 7))), Is.EqualTo(Json(
            """{"apiVersion":"v1","kind":"ConfigMap"}""")));
    }

    [Test]
    public void Kind_without_protobuf_form_is_refused_with_advice()
    {
        Assert.That(() => Read(Wire.Object("example.org/v1", "Widget")), Throws.TypeOf<DocumentFormatException>().With.Message.Contains("send it as JSON"));
    }

    [Test]
    public void Message_that_was_cut_or_garbled_is_refused_and_nothing_else_happens()
    {
        var whole = Wire.Object("v1", "Pod", Wire.Bytes(1, Wire.Text(1, "a")), Wire.Bytes(2, Wire.Bytes(2, Wire.Text(1, "c"), Wire.Number(18, 1))));
        var random = new Random(1);
        for (var length = 0; length <= whole.Length; length++)
        {
            var garbled = whole.ToArray();
            garbled[random.Next(4, garbled.Length)] = (byte)random.Next(256);
            foreach (var bytes in new[] { whole[..length], garbled })
            {
                try
                {
                    Read(bytes);
                }
                catch (DocumentFormatException e)
                {
                    Assert.That(e.Message, Is.Not.Empty);
                }
            }
        }
    }

    [Test]
    public void Message_within_message_has_an_end()
    {
        // A JSONSchemaProps whose `not` holds another, and so on.
        byte[] schema = [];
        for (var i = 0; i < JsonLimits.MaxDepth + 1; i++)
        {
            schema = Wire.Bytes(28, schema);
        }

        var version = Wire.Bytes(7, Wire.Text(1, "v1"), Wire.Bytes(4, Wire.Bytes(1, schema)));
        var deep = Wire.Object("apiextensions.k8s.io/v1", "CustomResourceDefinition", Wire.Bytes(2, version));

        Assert.That(() => Read(deep), Throws.TypeOf<DocumentFormatException>().With.Message.Contains("deep"));
    }

    private static Value Read(byte[] bytes) => ProtobufDocumentReader.ReadMap(bytes);

    private static Value Json(string json) => JsonText.Parse(json);
}
