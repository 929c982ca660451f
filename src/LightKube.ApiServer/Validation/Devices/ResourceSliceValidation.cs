using LightKube.Api.Resource.V1;
using LightKube.Api.Validation;
using LightKube.ApiServer.Validation.Pods;
using LightKube.ApiServer.Validation.Volumes;

namespace LightKube.ApiServer.Validation.Devices;

/// <summary>ResourceSlices: devices that a driver offers.</summary>
internal sealed class ResourceSliceValidation() : KindValidation(ResourceSlice.Schema)
{
    private const int MaxDevices = 128;
    private const int MaxAttributes = 32;
    private const int MaxTaints = 16;
    private const int MaxPoolName = 253;

    private static readonly string[] Reaches = ["nodeName", "nodeSelector", "allNodes", "perDeviceNodeSelection"];

    protected override void Validate(Field obj)
    {
        var spec = obj["spec"];
        CsiVolumeSource.DriverName(spec["driver"]);
        Pool(spec["pool"]);
        Reach(spec);
        var devices = spec["devices"];
        DeviceClaimRules.AtMost(devices, MaxDevices);
        var names = default(SeenTexts);
        for (var i = 0; i < devices.Count; i++)
        {
            Device(devices[i]);
            if (!names.Add(devices[i]["name"].Text))
            {
                devices[i]["name"].Duplicate(devices[i]["name"].Text);
            }
        }
    }

    protected override void ValidateUpdate(Field obj, Field old)
    {
        Validate(obj);
        var (spec, before) = (obj["spec"], old["spec"]);
        spec["nodeName"].BeUnchanged(before["nodeName"]);
        spec["driver"].BeUnchanged(before["driver"]);
        spec["pool"]["name"].BeUnchanged(before["pool"]["name"]);
    }

    private static void Pool(Field pool)
    {
        var (name, count) = (pool["name"], pool["resourceSliceCount"]);
        name.Require();
        if (name.Text.Length > MaxPoolName)
        {
            name.TooLong(MaxPoolName);
        }

        foreach (var part in name.HasText ? name.Text.Split('/') : [])
        {
            name.With(part).Obey(NameRules.Dns1123Subdomain);
        }

        if (count.Number <= 0)
        {
            count.Invalid(count.Number, "must be greater than zero");
        }

        pool["generation"].BeNotNegative();
    }

    private static void Reach(Field spec)
    {
        const string One = "exactly one of `nodeName`, `nodeSelector`, `allNodes`, `perDeviceNodeSelection` is required";
        var set = new List<string>();
        foreach (var name in Reaches)
        {
            if (spec[name].IsSet)
            {
                set.Add($"`{name}`");
            }
        }

        if (set.Count == 0)
        {
            spec.Required(One);
        }
        else if (set.Count > 1)
        {
            spec.Invalid($"{{{string.Join(", ", set)}}}", One + ", but multiple fields are set");
        }

        spec["nodeName"].ObeyIfAny(NameRules.Dns1123Subdomain);
        if (spec["nodeSelector"].IsSet)
        {
            AffinityValidation.NodeSelector(spec["nodeSelector"]);
        }
    }

    private static void Device(Field device)
    {
        device["name"].RequireAndObey(NameRules.Dns1123Label);
        var (attributes, capacity, taints) = (device["attributes"], device["capacity"], device["taints"]);
        if (attributes.Count + capacity.Count > MaxAttributes)
        {
            device.Invalid(attributes.Count + capacity.Count, $"the total number of attributes and capacities must not exceed {MaxAttributes}");
        }

        DeviceClaimRules.AtMost(taints, MaxTaints);
        for (var i = 0; i < taints.Count; i++)
        {
            DeviceRules.Taint(taints[i]);
        }
    }
}
