using System.Buffers;
using LightKube.Api.Documents;
using LightKube.Api.Protobuf;

namespace LightKube.Api.Tests.Protobuf;

internal sealed class ProtobufListTests
{
    // Lengths around those at which a length takes a byte more.
    [TestCase]
    [TestCase(0, 1, 2)]
    [TestCase(100, 101, 102, 103, 104, 105, 106, 107, 108, 109, 110, 111, 112, 113, 114, 115, 116, 117, 118, 119, 120, 121, 122, 123, 124, 125, 126, 127, 128, 129)]
    [TestCase(16_300, 16_320, 16_330, 16_335, 16_340, 16_345, 16_350, 16_355, 16_360, 16_365, 16_370, 16_375, 16_380, 16_381, 16_382, 16_383, 16_384)]
    [TestCase(2_097_100, 2_097_110, 2_097_120, 2_097_130, 2_097_140, 2_097_150, 2_097_152)]
    public void A_list_of_encoded_items_is_what_its_tree_would_be(params int[] sizes)
    {
        var head = Trees.Map("{'kind':'ConfigMapList','apiVersion':'v1','metadata':{'resourceVersion':'12','continue':'c','remainingItemCount':3}}");
        var tree = head.DeepClone();
        var items = sizes.Select(size => Trees.Map($"{{'apiVersion':'v1','kind':'ConfigMap','data':{{'k':'{new string('x', size)}'}}}}")).ToList();
        items.ForEach(item => tree.GetOrAddList("items").Add(item));
        var encoded = items.ConvertAll(item => ProtobufDocumentWriter.ToBytes(item, ProtobufDocumentWriter.TypeOf(item)!));

        var output = new ArrayBufferWriter<byte>();
        var list = new ProtobufList(head, "v1", "ConfigMap");
        encoded.ForEach(item => list.Count(item.Length));
        list.WriteHead(output);
        encoded.ForEach(item => output.Write(list.Begin(output, item).Span));
        ProtobufList.WriteTail(output);

        Assert.That(list.Length, Is.EqualTo(output.WrittenCount));
        Assert.That(output.WrittenSpan.SequenceEqual(ProtobufDocumentWriter.ToBytes(tree, ProtobufDocumentWriter.TypeOf(tree)!)));
    }

    [Test]
    public void A_watch_frame_has_its_length_before_it()
    {
        var item = Trees.Map("{'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'a'}}");
        var encoded = ProtobufDocumentWriter.ToBytes(item, ProtobufDocumentWriter.TypeOf(item)!);
        var output = new ArrayBufferWriter<byte>();
        ProtobufWatchFrame.WriteHead(output, "MODIFIED", encoded.Length, isFramed: true);
        output.Write(encoded);
        var message = Wire.Message(Wire.Text(1, "MODIFIED"), Wire.Bytes(2, Wire.Bytes(1, encoded)));

        Assert.That(output.WrittenSpan.ToArray(), Is.EqualTo((byte[])[0, 0, 0, (byte)message.Length, .. message]));
    }

    [TestCase("{'apiVersion':'v1','kind':'Status','metadata':{},'status':'Failure','message':'m','reason':'NotFound','details':{'name':'n','causes':[{'reason':'r','message':'m','field':'f'}]},'code':404}")]
    [TestCase("{'apiVersion':'meta.k8s.io/v1','kind':'PartialObjectMetadata','metadata':{'name':'a','uid':'u'}}")]
    [TestCase("{'apiVersion':'meta.k8s.io/v1','kind':'PartialObjectMetadataList','metadata':{'resourceVersion':'1'},'items':[{'metadata':{'name':'a'}}]}")]
    [TestCase("{'apiVersion':'autoscaling/v1','kind':'Scale','metadata':{'name':'a'},'spec':{'replicas':3},'status':{'replicas':2,'selector':'a=b'}}")]
    [TestCase("{'apiVersion':'authentication.k8s.io/v1','kind':'TokenRequest','spec':{'audiences':['a'],'expirationSeconds':600},'status':{'token':'t','expirationTimestamp':'2024-05-06T07:08:09Z'}}")]
    [TestCase("{'apiVersion':'policy/v1','kind':'Eviction','metadata':{'name':'p'},'deleteOptions':{'gracePeriodSeconds':0}}")]
    [TestCase("{'apiVersion':'v1','kind':'Binding','metadata':{'name':'p'},'target':{'kind':'Node','name':'n'}}")]
    [TestCase("{'apiVersion':'v1','kind':'DeleteOptions','propagationPolicy':'Orphan','preconditions':{'uid':'u'},'dryRun':['All']}")]
    [TestCase("{'apiVersion':'v1','kind':'APIVersions','versions':['v1'],'serverAddressByClientCIDRs':[{'clientCIDR':'0.0.0.0/0','serverAddress':'a:1'}]}")]
    [TestCase("{'apiVersion':'v1','kind':'APIGroupList','groups':[{'name':'apps','versions':[{'groupVersion':'apps/v1','version':'v1'}],'preferredVersion':{'groupVersion':'apps/v1','version':'v1'}}]}")]
    [TestCase("{'apiVersion':'v1','kind':'APIResourceList','groupVersion':'v1','resources':[{'name':'pods','singularName':'pod','namespaced':true,'kind':'Pod','verbs':['get','list'],'shortNames':['po']}]}")]
    [TestCase("{'apiVersion':'v1','kind':'List','metadata':{},'items':[{'apiVersion':'v1','kind':'Pod'},{'apiVersion':'example.org/v1','kind':'Widget','size':1.5}]}")]
    [TestCase("{'apiVersion':'apidiscovery.k8s.io/v2','kind':'APIGroupDiscoveryList','items':[{'metadata':{'name':'apps'},'versions':[{'version':'v1','resources':[{'resource':'deployments','responseKind':{'group':'apps','version':'v1','kind':'Deployment'},'scope':'Namespaced','singularResource':'deployment','verbs':['get']}],'freshness':'Current'}]}]}")]
    public void What_is_no_resource_is_written_and_read_again(string json)
    {
        var root = Trees.Map(json);

        Assert.That(Trees.Difference(root, ProtobufDocumentReader.ReadMap(ProtobufDocumentWriter.ToBytes(root, ProtobufDocumentWriter.TypeOf(root)!))), Is.Null);
    }

    [TestCase("{'apiVersion':'meta.k8s.io/v1','kind':'Table'}")]
    [TestCase("{'apiVersion':'example.org/v1','kind':'Widget'}")]
    [TestCase("{'paths':['/api']}")]
    public void What_has_no_protobuf_form_is_told(string json)
    {
        Assert.That(ProtobufDocumentWriter.TypeOf(Trees.Map(json)), Is.Null);
    }

    [Test]
    public void A_value_of_another_type_is_an_error()
    {
        var root = Trees.Map("{'apiVersion':'v1','kind':'ConfigMap','data':{'k':5}}");

        Assert.That(() => ProtobufDocumentWriter.ToBytes(root, ProtobufDocumentWriter.TypeOf(root)!), Throws.TypeOf<DocumentFormatException>());
    }
}
