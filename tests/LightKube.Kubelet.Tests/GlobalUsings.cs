global using Cri = LightKube.Kubelet.Runtime.Cri;
