// The generated messages share names with the API's views (ContainerStatus, Container): always written Cri.ContainerStatus.
global using Cri = LightKube.Kubelet.Runtime.Cri;
