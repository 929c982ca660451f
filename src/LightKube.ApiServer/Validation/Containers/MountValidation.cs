using LightKube.Api.Validation;
using LightKube.ApiServer.Validation.Volumes;

namespace LightKube.ApiServer.Validation.Containers;

/// <summary>Mounts of volumes and devices in a container.</summary>
internal static class MountValidation
{
    private static readonly string[] Propagations = ["Bidirectional", "HostToContainer", "None"];
    private static readonly string[] Recursions = ["Disabled", "Enabled", "IfPossible"];

    public static void Validate(Field container, NamedItems volumes)
    {
        var (mounts, devices) = (container["volumeMounts"], container["volumeDevices"]);
        var paths = default(SeenTexts);
        var (byName, byPath) = (new NamedItems(devices), new NamedItems(devices, "devicePath"));
        for (var i = 0; i < mounts.Count; i++)
        {
            Mount(mounts[i], byName, byPath, volumes, ref paths);
            Options(mounts[i], mounts, container);
        }

        Devices(devices, mounts, volumes);
    }

    private static void Mount(Field mount, NamedItems devices, NamedItems devicePaths, NamedItems volumes, ref SeenTexts paths)
    {
        var (name, path) = (mount["name"], mount["mountPath"]);
        name.Require();
        var volume = volumes.Find(name.Text);
        if (!volume.IsSet)
        {
            name.NotFound();
        }

        path.Require();
        if (!paths.Add(path.Text))
        {
            path.Invalid("must be unique");
        }

        if (devices.Has(name.Text))
        {
            name.Invalid("must not already exist in volumeDevices");
        }

        if (devicePaths.Has(path.Text))
        {
            path.Invalid("must not already exist as a path in volumeDevices");
        }

        if (volume["image"].IsSet)
        {
            NoSubPath(mount["subPath"]);
            NoSubPath(mount["subPathExpr"]);
        }
    }

    private static void NoSubPath(Field path)
    {
        if (path.HasText)
        {
            path.Invalid("not allowed in image volume sources");
        }
    }

    // Upstream names the list, not the mount, in most of these.
    private static void Options(Field mount, Field mounts, Field container)
    {
        var (path, expression) = (mount["subPath"], mount["subPathExpr"]);
        mounts.Below("subPath", path.Value).BeDescendingPath();
        if (expression.HasText)
        {
            if (path.HasText)
            {
                expression.Invalid("subPathExpr and subPath are mutually exclusive");
            }

            mounts.Below("subPathExpr", expression.Value).BeDescendingPath();
        }

        var propagation = mounts.Below("mountPropagation", mount["mountPropagation"].Value);
        propagation.BeOneOfIfSet(Propagations);
        if (propagation.Text == "Bidirectional" && !container["securityContext"]["privileged"].IsTrue)
        {
            propagation.Forbidden("Bidirectional mount propagation is available only to privileged containers");
        }

        ReadOnly(mount, mounts.Below("recursiveReadOnly", mount["recursiveReadOnly"].Value));
    }

    private static void ReadOnly(Field mount, Field recursive)
    {
        if (!recursive.IsSet)
        {
            return;
        }

        recursive.BeOneOf(Recursions);
        if (recursive.Text is not ("Enabled" or "IfPossible"))
        {
            return;
        }

        if (!mount["readOnly"].IsTrue)
        {
            recursive.Forbidden("may only be specified when readOnly is true");
        }

        if (mount["mountPropagation"].IsSet && mount["mountPropagation"].Text != "None")
        {
            recursive.Forbidden("may only be specified when mountPropagation is None or not specified");
        }
    }

    private static void Devices(Field devices, Field mounts, NamedItems volumes)
    {
        var (names, paths) = (default(SeenTexts), default(SeenTexts));
        var (byName, byPath) = (new NamedItems(mounts), new NamedItems(mounts, "mountPath"));
        for (var i = 0; i < devices.Count; i++)
        {
            var (name, path) = (devices[i]["name"], devices[i]["devicePath"]);
            DeviceName(name, volumes, ref names);
            path.Require();
            if (paths.Contains(path.Text))
            {
                path.Invalid("must be unique");
            }

            if (FieldRules.HasBackstep(path.Text))
            {
                path.Invalid("can not contain backsteps ('..')");
            }
            else
            {
                paths.Add(path.Text);
            }

            if (byName.Has(name.Text))
            {
                name.Invalid("must not already exist in volumeMounts");
            }

            if (byPath.Has(path.Text))
            {
                path.Invalid("must not already exist as a path in volumeMounts");
            }
        }
    }

    private static void DeviceName(Field name, NamedItems volumes, ref SeenTexts names)
    {
        name.Require();
        if (!names.Add(name.Text) && name.HasText)
        {
            name.Invalid("must be unique");
        }

        var volume = volumes.Find(name.Text);
        if (!volume.IsSet)
        {
            name.NotFound();
        }
        else if (!volume["persistentVolumeClaim"].IsSet && !volume["ephemeral"].IsSet)
        {
            name.Invalid("can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode");
        }
    }
}
