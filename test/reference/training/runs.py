"""The runs: every optimiser, every schedule, and what a run can do beside."""

AUGMENTATION = {"shiftPixels": 2, "rotationDegrees": 12, "scaleFraction": 0.15, "flip": False}
WITH_FLIP = {**AUGMENTATION, "shiftPixels": 0, "flip": True}
# Nothing is drawn.
NONE = {"shiftPixels": 0, "rotationDegrees": 0, "scaleFraction": 0, "flip": False}


def case(name, seed, images=(200, 60, 28, 1), model="lenet5", width=1, validation=0.2, **recipe):
    """`images`: how many to train on and to test, their side and their channels."""
    stem = {"stem": "small"} if model == "vgg11_bn" else {}
    return {
        "name": name,
        "images": dict(zip(("train", "test", "side", "channels"), images)),
        "config": {
            "model": {"id": model, "width": width, **stem, "choices": {}},
            "dataset": {"id": "digits"},
            "recipe": {
                "epochs": 3,
                "batchSize": 48,
                "warmupSteps": 3,
                "stepEpochs": 2,
                "stepFactor": 0.25,
                "momentum": 0.9,
                "augmentation": NONE,
                **recipe,
            },
            "validationFraction": validation,
            "seed": seed,
        },
    }


RUNS = [
    case("sgd, constant", 1, optimizer="sgd", schedule="constant", learningRate=0.1, weightDecay=0.05,
         augmentation=AUGMENTATION),
    case("momentum, step, images as they are", 7, optimizer="momentum", schedule="step", learningRate=0.03,
         weightDecay=0.05),
    case("nesterov, cosine", 4294967295, optimizer="nesterov", schedule="cosine", learningRate=0.03,
         weightDecay=0.05, augmentation=AUGMENTATION),
    case("rmsprop, oneCycle", 19, optimizer="rmsprop", schedule="oneCycle", learningRate=0.002, weightDecay=0.01,
         augmentation=AUGMENTATION),
    case("adam, cosine", 123456789, optimizer="adam", schedule="cosine", learningRate=0.002, weightDecay=0.01,
         augmentation=WITH_FLIP),
    case("adamw, step", 2024, optimizer="adamw", schedule="step", learningRate=0.004, weightDecay=1,
         augmentation=AUGMENTATION),
    case("batch norm and dropout", 31, images=(120, 40, 32, 3), model="vgg11_bn", width=1 / 8, batchSize=40, epochs=2,
         optimizer="nesterov", schedule="cosine", learningRate=0.001, weightDecay=0.05, augmentation=AUGMENTATION),
    case("short", 5, images=(50, 20, 28, 1), width=1 / 2, batchSize=15, epochs=2, stepEpochs=1, warmupSteps=1,
         optimizer="adamw", schedule="step", learningRate=0.004, weightDecay=1, augmentation=AUGMENTATION),
]
