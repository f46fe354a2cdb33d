using RewardLab.Torch.Imaging;
using RewardLab.Torch.Tensors;
using RewardLab.Toybox.Rendering;
using RewardLab.Toybox.Scenes;
using static TorchSharp.torch;

namespace RewardLab.Toybox.Training;

/// <summary>Rendered scenes as tensors.</summary>
internal static class ImageTensors
{
    /// <summary>Renders scenes to values in [-1, 1].</summary>
    /// <returns>[scenes, 3, 64, 64], float32.</returns>
    public static Tensor Render(IReadOnlyList<Scene> scenes)
    {
        using var scope = NewDisposeScope();
        var images = SceneRenderer.Render(scenes);
        var values = images.ToTensor() // [scenes, 64, 64, 3]
            .permute(0, 3, 1, 2)
            .to(ScalarType.Float32)
            .contiguous();
        values.MulInPlace(1 / 127.5);
        return values.Add(-1).MoveToOuterDisposeScope();
    }

    /// <summary>Weights of pixels that make objects count: a disc around each object against the ground.</summary>
    /// <param name="scenes">The scenes, as rendered.</param>
    /// <param name="objectWeight">Weight of an object's pixels against the ground's 1.</param>
    /// <returns>[scenes, 1, 64, 64], float32.</returns>
    public static Tensor ObjectWeights(IReadOnlyList<Scene> scenes, float objectWeight)
    {
        const int Size = Scene.SizePixels;
        var weights = new float[scenes.Count * Size * Size];
        Array.Fill(weights, 1f);
        for (var i = 0; i < scenes.Count; i++)
        {
            foreach (var item in scenes[i].Objects)
            {
                var reach = item.Radius + 2;
                for (var y = Math.Max(0, (int)(item.Y - reach)); y < Math.Min(Size, item.Y + reach); y++)
                {
                    for (var x = Math.Max(0, (int)(item.X - reach)); x < Math.Min(Size, item.X + reach); x++)
                    {
                        var (dx, dy) = (x + 0.5f - item.X, y + 0.5f - item.Y);
                        if ((dx * dx) + (dy * dy) <= reach * reach)
                        {
                            weights[(((i * Size) + y) * Size) + x] = objectWeight;
                        }
                    }
                }
            }
        }

        return tensor(weights, [scenes.Count, 1, Size, Size]);
    }
}
