using System.Net;
using System.Net.Sockets;

namespace RewardLab.Cluster.Tests.Hubs;

/// <summary>Another port of loopback that leads to one, once.</summary>
internal sealed class Tunnel : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Parse("127.0.0.2"), 0);

    public Tunnel(int port)
    {
        _listener.Start();
        _ = ServeAsync(port);
    }

    public IPEndPoint Endpoint => (IPEndPoint)_listener.LocalEndpoint;

    public void Dispose() => _listener.Dispose();

    private async Task ServeAsync(int port)
    {
        try
        {
            using var from = await _listener.AcceptTcpClientAsync();
            using var to = new TcpClient();
            await to.ConnectAsync(IPAddress.Loopback, port);
            await Task.WhenAny(from.GetStream().CopyToAsync(to.GetStream()), to.GetStream().CopyToAsync(from.GetStream()));
        }
        catch (Exception exception) when (exception is SocketException or IOException or ObjectDisposedException)
        {
            return;
        }
    }
}
